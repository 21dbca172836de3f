using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>One added column: what the schema says about it, and how its value is read from a scored row.</summary>
/// <typeparam name="TRow">The managed result of scoring one video. It must hold no tensor: rows outlive the batch.</typeparam>
internal abstract class RowColumn<TRow>(DataViewSchema.DetachedColumn column)
{
    /// <summary>Name, type and annotations.</summary>
    public DataViewSchema.DetachedColumn Column { get; } = column;

    /// <summary>A <see cref="ValueGetter{TValue}"/> over the current row.</summary>
    public abstract Delegate CreateGetter(Func<TRow> current);
}
