using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

[assembly: LoadableModel(typeof(VideoFeaturizationTransformer), "UMT video featurization", VideoFeaturizationTransformer.LoaderSignature)]

namespace Microsoft.ML.Umt;

/// <summary>Adds an embedding of each video; see <see cref="VideoFeaturizationEstimator"/>. Thread-safe.</summary>
/// <remarks>
/// Weights lie in main memory; the encoder, and with it any GPU memory, is made when the first video is scored. A saved model holds the
/// weights; it runs on the device that the loading <see cref="MLContext"/> names (<c>GpuDeviceId</c>, <c>FallbackToCpu</c>).
/// </remarks>
public sealed class VideoFeaturizationTransformer : VideoBatchTransformer
{
    internal const string LoaderSignature = "UmtVideoFeaturize";

    private static readonly ModelFormat FormatOfThis = new("UMTVFEAT", LoaderSignature, Version: 0x00010001, OldestReadable: 0x00010001);

    private readonly VideoFeaturizationOptions _options;
    private readonly DeferredEncoder _encoder;
    private readonly VideoScoring<float[]> _scoring;

    private VideoFeaturizationTransformer(string outputColumnName, VideoFeaturizationOptions options, DeferredEncoder encoder, VideoScoring<float[]> scoring)
        : base(scoring)
    {
        OutputColumnName = outputColumnName;
        _options = options;
        _encoder = encoder;
        _scoring = scoring;
    }

    /// <summary>Name of the feature column.</summary>
    public string OutputColumnName { get; }

    /// <summary>Name of the video column.</summary>
    public string InputColumnName => _scoring.VideoColumnName;

    /// <summary>The encoder's description.</summary>
    public ModelPreset Model => _options.Model;

    /// <summary>Features of videos outside any data view, read in parallel and scored in batches.</summary>
    /// <param name="videos">The videos.</param>
    /// <param name="cancellationToken">Ends the work; no child process is left.</param>
    /// <returns>One result per video, in order.</returns>
    /// <exception cref="VideoDecodeException">A video cannot be read, and the options say to throw.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<VideoFeatures> Featurize(IReadOnlyList<MLVideo> videos, CancellationToken cancellationToken = default) =>
        [.. _scoring.Score(videos, cancellationToken).Select(scored => new VideoFeatures(scored.Row, scored.Failure?.Message))];

    /// <summary>The columns that a transformer with these options adds.</summary>
    internal static IReadOnlyList<DataViewSchema.DetachedColumn> DescribeColumns(string outputColumnName, VideoFeaturizationOptions options) =>
        [FeatureColumn(outputColumnName, options).Column, .. options.Reading.CreatePolicy().Columns];

    /// <summary>Puts the parts together.</summary>
    /// <param name="environment">Of the context that fits or loads.</param>
    /// <param name="outputColumnName">Name of the feature column.</param>
    /// <param name="inputColumnName">Name of the video column.</param>
    /// <param name="options">Kept, not copied.</param>
    /// <param name="model">The weights; owned by the transformer.</param>
    /// <param name="device">Where to compute.</param>
    internal static VideoFeaturizationTransformer Create(
        IHostEnvironment environment,
        string outputColumnName,
        string inputColumnName,
        VideoFeaturizationOptions options,
        EncoderModel model,
        DeviceRequest device)
    {
        var encoder = new DeferredEncoder(model, options.Precision, device);
        var sampling = options.EffectiveSampling;
        var transform = EvalTransform.Test(options.Model.ImageSize, options.SpatialCrops);
        var scoring = new VideoScoring<float[]>(
            environment.Register(nameof(VideoFeaturizationTransformer)),
            inputColumnName,
            [FeatureColumn(outputColumnName, options)],
            new ClipReader(options.Reading.CreateDecoder(), sampling.CreateEvaluationSampler(), sampling.FrameCount, transform),
            new VideoFeaturizer(encoder, options),
            options.Reading.WithBatchSize(options.BatchSize),
            options.Reading.CreatePolicy());
        return new VideoFeaturizationTransformer(outputColumnName, options, encoder, scoring);
    }

    private protected override ModelFormat Format => FormatOfThis;

    private protected override void Save(ModelWriter writer)
    {
        writer.Write(OutputColumnName);
        writer.Write(InputColumnName);
        writer.Write(_options.Embedding);
        writer.Write(_options.Layer);
        writer.Write(_options.EffectiveSampling);
        writer.Write(_options.SpatialCrops);
        writer.Write(_options.BatchSize);
        writer.Write(_options.Precision);
        writer.Write(_options.Reading);
        _encoder.Save(writer);
    }

    // Found by name by ML.NET's model loader.
    private static VideoFeaturizationTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var reader = new ModelReader(ctx, FormatOfThis);
        var device = env.GetDeviceRequest();
        device.ThrowIfAbsent();
        var output = reader.ReadRequiredString();
        var input = reader.ReadRequiredString();
        var options = new VideoFeaturizationOptions
        {
            Embedding = reader.ReadEnum<VideoEmbedding>(),
            Layer = reader.ReadNullableInt32(),
            Sampling = reader.ReadFrameSamplingOptions(),
            SpatialCrops = reader.ReadInt32(),
            BatchSize = reader.ReadInt32(),
            Precision = reader.ReadEnum<ComputePrecision>(),
            Reading = reader.ReadVideoReadingOptions(),
        };
        var model = EncoderModel.Read(reader);
        options.Model = model.Preset;
        return Create(env, output, input, options, model, device);
    }

    private static RowColumn<float[]> FeatureColumn(string name, VideoFeaturizationOptions options) =>
        RowColumns.Vector<float[], float>(name, NumberDataViewType.Single, VideoFeaturizer.DimensionsOf(options), row => row);
}
