using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt;

/// <summary>Adds the sampled frames of each video as a vector, for components that know nothing of videos.</summary>
/// <remarks>
/// <para>To create it, use <c>mlContext.Transforms.ExtractVideoFrames</c>. There is nothing to learn: <see cref="Fit"/> only checks the input.</para>
/// <para>
/// | Column | Type |<br/>
/// | input  | <see cref="VideoDataViewType"/> |<br/>
/// | output | vector of <see cref="float"/> or <see cref="byte"/> with dimensions <c>[frames, 3, size, size]</c>, colours in the order red, green, blue;
/// with several views <c>[views, frames, 3, size, size]</c>, all crops of the first clip first |
/// </para>
/// <para>
/// Frames are resized exactly as the published UMT models expect (bilinear on bytes, as OpenCV does it). With
/// <see cref="UnreadableVideos.Missing"/> an unreadable video gives NaN, or zeros for bytes, and the reason in a text column.
/// </para>
/// </remarks>
public sealed class VideoFrameExtractionEstimator : IEstimator<VideoFrameExtractionTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly string _outputColumnName;
    private readonly string _inputColumnName;
    private readonly VideoFrameExtractionOptions _options;
    private readonly IReadOnlyList<DataViewSchema.DetachedColumn> _columns;

    internal VideoFrameExtractionEstimator(IHostEnvironment environment, string outputColumnName, string inputColumnName, VideoFrameExtractionOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        _environment = environment;
        _outputColumnName = outputColumnName;
        _inputColumnName = inputColumnName;
        _options = options.Clone();
        using var probe = Create();
        _columns = probe.Columns;
    }

    /// <summary>Checks the input and returns the transformer; no video is read.</summary>
    /// <param name="input">Data with the video column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The video column is absent or holds something else.</exception>
    public VideoFrameExtractionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _ = VideoColumn.Find(input.Schema, _inputColumnName);
        return Create();
    }

    /// <summary>The input's shape with the vector column added.</summary>
    /// <param name="inputSchema">Shape with the video column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The video column is absent or holds something else.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        VideoColumn.Check(inputSchema, _inputColumnName);
        return inputSchema.With(_columns);
    }

    private VideoFrameExtractionTransformer Create() => new(_environment, _outputColumnName, _inputColumnName, _options);
}
