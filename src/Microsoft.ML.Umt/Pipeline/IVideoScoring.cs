using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Columns computed from a video column by a batched model, whatever the row type.</summary>
internal interface IVideoScoring : IDisposable
{
    /// <summary>The added columns. An estimator promises exactly these.</summary>
    IReadOnlyList<DataViewSchema.DetachedColumn> Columns { get; }

    /// <summary>Binds to a schema and reads row by row, one video per model call.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such video column.</exception>
    IColumnMapper Bind(DataViewSchema inputSchema);

    /// <summary>A lazy view that reads ahead and scores in batches.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such video column.</exception>
    IDataView Transform(IDataView input);
}
