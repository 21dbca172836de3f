using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt;

/// <summary>Adds an embedding of each video, computed by a frozen UMT encoder (or by an image encoder frame by frame).</summary>
/// <remarks>
/// <para>To create it, use <c>mlContext.Transforms.FeaturizeVideo</c>. Nothing is learned: <see cref="Fit"/> loads the weights.</para>
/// <para>
/// | Column | Type |<br/>
/// | input  | <see cref="VideoDataViewType"/> |<br/>
/// | output | vector of <see cref="float"/>: <c>[width]</c>, or <c>[frames, width]</c> with <see cref="VideoEmbedding.PerFrame"/> |
/// </para>
/// <para>
/// Required NuGet packages in addition to Microsoft.ML.Umt: one of TorchSharp-cpu, TorchSharp-cuda-windows, TorchSharp-cuda-linux. Not
/// exportable to ONNX. Features are costly and never change: cache them (<c>AppendCacheCheckpoint</c> after this estimator) before a
/// trainer that reads its data several times.
/// </para>
/// <para>Features follow sections 1.6 and 6 of the UMT paper's code: mean token, then layer norm (arXiv:2303.16058).</para>
/// </remarks>
public sealed class VideoFeaturizationEstimator : IEstimator<VideoFeaturizationTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly string _outputColumnName;
    private readonly string _inputColumnName;
    private readonly VideoFeaturizationOptions _options;

    internal VideoFeaturizationEstimator(IHostEnvironment environment, string outputColumnName, string inputColumnName, VideoFeaturizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _environment = environment;
        _host = environment.Register(nameof(VideoFeaturizationEstimator));
        _outputColumnName = outputColumnName;
        _inputColumnName = inputColumnName;
        _options = options.Clone();
    }

    /// <summary>Loads the encoder's weights; no video is read. The <c>Log</c> of the context says what was loaded.</summary>
    /// <param name="input">Data with the video column.</param>
    /// <returns>A transformer that owns the encoder; dispose it, or the chain it becomes part of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The video column is absent or holds something else.</exception>
    public VideoFeaturizationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _ = VideoColumn.Find(input.Schema, _inputColumnName);
        var device = _environment.GetDeviceRequest(_options.GpuDeviceId, _options.FallbackToCpu);
        device.ThrowIfAbsent();
        using var channel = _host.Start("Loading weights");
        var headless = EncoderModel.WithoutHead(_options.Model);
        var model = _options.CheckpointPath is { } path
            ? EncoderModel.Load(headless, path, channel)
            : EncoderModel.CreateRandom(headless, _environment.GetSeed() ?? _host.Rand.Next());
        return VideoFeaturizationTransformer.Create(_environment, _outputColumnName, _inputColumnName, _options, model, device);
    }

    /// <summary>The input's shape with the feature column added.</summary>
    /// <param name="inputSchema">Shape with the video column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The video column is absent or holds something else.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        VideoColumn.Check(inputSchema, _inputColumnName);
        return inputSchema.With(VideoFeaturizationTransformer.DescribeColumns(_outputColumnName, _options));
    }
}
