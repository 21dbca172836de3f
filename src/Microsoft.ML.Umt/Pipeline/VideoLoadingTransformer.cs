using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

[assembly: LoadableModel(typeof(VideoLoadingTransformer), "UMT video loading", VideoLoadingTransformer.LoaderSignature)]

namespace Microsoft.ML.Umt;

/// <summary>Adds a column of videos; see <see cref="VideoLoadingEstimator"/>. Immutable and thread-safe, opens no file.</summary>
public sealed class VideoLoadingTransformer : ITransformer
{
    internal const string LoaderSignature = "UmtVideoLoad";

    private static readonly ModelFormat Format = new("UMTVLOAD", LoaderSignature, Version: 0x00010001, OldestReadable: 0x00010001);

    internal VideoLoadingTransformer(IHostEnvironment environment, string outputColumnName, string? videoFolder, string inputColumnName)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        InputColumnName = inputColumnName;
        VideoFolder = string.IsNullOrEmpty(videoFolder) ? null : videoFolder;
        Column = new DataViewSchema.DetachedColumn(outputColumnName, new VideoDataViewType());
    }

    /// <summary>Name of the column with paths or bytes.</summary>
    public string InputColumnName { get; }

    /// <summary>Name of the column with videos.</summary>
    public string OutputColumnName => Column.Name;

    /// <summary>The folder that relative paths are in, or null for the current directory of the process.</summary>
    public string? VideoFolder { get; }

    /// <summary>Always true: a row's value depends on that row only.</summary>
    public bool IsRowToRowMapper => true;

    internal DataViewSchema.DetachedColumn Column { get; }

    /// <summary>The input schema with the video column at its end.</summary>
    /// <param name="inputSchema">A schema with the input column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is absent or holds something else.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Bindings.Output;

    /// <summary>A mapper for one row at a time.</summary>
    /// <param name="inputSchema">A schema with the input column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is absent or holds something else.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new RowMapping(Bind(inputSchema));

    /// <summary>A lazy view with the video column.</summary>
    /// <param name="input">Data with the input column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is absent or holds something else.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedDataView(input, Bind(input.Schema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        var writer = new ModelWriter(ctx, Format);
        writer.Write(OutputColumnName);
        writer.Write(VideoFolder);
        writer.Write(InputColumnName);
    }

    // Found by name by ML.NET's model loader.
    private static VideoLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var reader = new ModelReader(ctx, Format);
        return new VideoLoadingTransformer(env, reader.ReadRequiredString(), reader.ReadString(), reader.ReadRequiredString());
    }

    private VideoLoadingMapper Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new VideoLoadingMapper(inputSchema, InputColumnName, VideoFolder, Column);
    }
}
