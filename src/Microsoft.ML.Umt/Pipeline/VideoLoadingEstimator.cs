using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt;

/// <summary>Makes a column of videos from a column of paths, or from a column of bytes that hold whole video files.</summary>
/// <remarks>
/// <para>To create it, use <see cref="VideoTransformsCatalog.LoadVideos"/>. There is nothing to learn: <see cref="Fit"/> only checks the input.</para>
/// <para>
/// | Column | Type |<br/>
/// | input  | text (paths), or a vector of <see cref="byte"/> (content of video files) |<br/>
/// | output | <see cref="VideoDataViewType"/> |
/// </para>
/// <para>Nothing is opened or decoded: a video is a light handle, read by the component that needs its frames. An empty path gives a row without a video.</para>
/// </remarks>
public sealed class VideoLoadingEstimator : IEstimator<VideoLoadingTransformer>
{
    private readonly VideoLoadingTransformer _transformer;

    internal VideoLoadingEstimator(IHostEnvironment environment, string outputColumnName, string? videoFolder, string inputColumnName) =>
        _transformer = new VideoLoadingTransformer(environment, outputColumnName, videoFolder, inputColumnName);

    /// <summary>Checks the input and returns the transformer; no rows are read.</summary>
    /// <param name="input">Data with the input column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is absent or holds something else.</exception>
    public VideoLoadingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _ = _transformer.GetOutputSchema(input.Schema);
        return _transformer;
    }

    /// <summary>The input's shape with the video column added.</summary>
    /// <param name="inputSchema">Shape with the input column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is absent or holds something else.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (!inputSchema.TryFindColumn(_transformer.InputColumnName, out var column))
            throw VideoLoadingMapper.NotFound(_transformer.InputColumnName);
        var isPath = column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType is TextDataViewType;
        var isBytes = column.Kind != SchemaShape.Column.VectorKind.Scalar && column.ItemType == NumberDataViewType.Byte && !column.IsKey;
        if (!isPath && !isBytes)
            throw VideoLoadingMapper.Mismatch(_transformer.InputColumnName, $"{column.Kind} of {column.ItemType}");
        return inputSchema.With([_transformer.Column]);
    }
}
