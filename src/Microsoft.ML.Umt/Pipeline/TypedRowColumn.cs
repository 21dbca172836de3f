using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>A column of a known value type; see <see cref="RowColumns"/> for the usual ones.</summary>
internal sealed class TypedRowColumn<TRow, TValue>(DataViewSchema.DetachedColumn column, RowValue<TRow, TValue> read) : RowColumn<TRow>(column)
{
    public override Delegate CreateGetter(Func<TRow> current) =>
        (ValueGetter<TValue>)((ref TValue value) => read(current(), ref value));
}
