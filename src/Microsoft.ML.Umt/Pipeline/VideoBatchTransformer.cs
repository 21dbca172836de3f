using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt;

/// <summary>Base of the transformers that add columns computed from a video column in batches.</summary>
/// <remarks>
/// <see cref="Transform"/> is lazy: videos are read and the model runs only when a cursor asks for an added column. Videos are read ahead
/// on worker threads while the model runs, in batches and in order. Instances are thread-safe. <see cref="Dispose"/> may be called at any
/// time: calls under way end first, later ones throw <see cref="ObjectDisposedException"/>. The input is read twice side by side, so its
/// rows must be the same, and in the same order, in every pass.
/// </remarks>
public abstract class VideoBatchTransformer : ITransformer, IDisposable
{
    private readonly IVideoScoring _scoring;

    private protected VideoBatchTransformer(IVideoScoring scoring) => _scoring = scoring;

    /// <summary>The added columns.</summary>
    internal IReadOnlyList<DataViewSchema.DetachedColumn> Columns => _scoring.Columns;

    /// <summary>Always true: a row's values depend on that row only.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The input schema with the added columns at its end.</summary>
    /// <param name="inputSchema">A schema with the video column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The video column is absent or holds something else.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _scoring.Bind(inputSchema).Bindings.Output;

    /// <summary>A mapper for one row at a time, as prediction engines use it.</summary>
    /// <param name="inputSchema">A schema with the video column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The video column is absent or holds something else.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new RowMapping(_scoring.Bind(inputSchema));

    /// <summary>A lazy view with the added columns.</summary>
    /// <param name="input">Data with the video column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The video column is absent or holds something else.</exception>
    public IDataView Transform(IDataView input) => _scoring.Transform(input);

    /// <summary>Releases the model's memory once no call uses it any more.</summary>
    public void Dispose()
    {
        _scoring.Dispose();
        GC.SuppressFinalize(this);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(new ModelWriter(ctx, Format));

    /// <summary>Identity and version of the saved form.</summary>
    private protected abstract ModelFormat Format { get; }

    /// <summary>Writes what <c>Create(IHostEnvironment, ModelLoadContext)</c> of the same class reads.</summary>
    private protected abstract void Save(ModelWriter writer);
}
