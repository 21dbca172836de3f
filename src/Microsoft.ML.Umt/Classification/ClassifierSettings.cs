using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Everything that a fitted classifier is, weights apart. Saved with it. Immutable.</summary>
internal sealed record ClassifierSettings
{
    private const int Version = 1;

    public required NetworkDefinition Network { get; init; }

    public required IReadOnlyList<string> ClassNames { get; init; }

    public required string LabelColumnName { get; init; }

    public required string VideoColumnName { get; init; }

    public required string ScoreColumnName { get; init; }

    public required string PredictedLabelColumnName { get; init; }

    public required FrameSamplingOptions Sampling { get; init; }

    public required FrameFit FrameFit { get; init; }

    public required int SpatialCrops { get; init; }

    public required ClipStreams Streams { get; init; }

    /// <summary>What the head sees of the network's tokens; null when the network classifies by itself.</summary>
    public required FeaturePooling? Pooling { get; init; }

    public required int BatchSize { get; init; }

    public required ComputePrecision Precision { get; init; }

    public required VideoReadingOptions Reading { get; init; }

    public static ClassifierSettings Of(VideoClassificationOptions options, NetworkDefinition network, IReadOnlyList<string> classNames) => new()
    {
        Network = network,
        ClassNames = classNames,
        LabelColumnName = options.LabelColumnName,
        VideoColumnName = options.VideoColumnName,
        ScoreColumnName = options.ScoreColumnName,
        PredictedLabelColumnName = options.PredictedLabelColumnName,
        Sampling = options.SamplingOrDefault(),
        FrameFit = options.FrameFit,
        SpatialCrops = options.SpatialCrops,
        Streams = options.Streams,
        Pooling = options.Depth == VideoTrainingDepth.Head ? new FeaturePooling(options.Head.Segments, options.Head.Grid, network.BlockNumber(options.Head.Layer)) : null,
        BatchSize = options.BatchSize,
        // A model trained in float16 may be scored where there is none.
        Precision = options.Precision == ComputePrecision.Float16 ? ComputePrecision.Auto : options.Precision,
        Reading = options.Reading,
    };

    public static ClassifierSettings Read(ModelReader reader)
    {
        reader.ReadVersion(Version, nameof(VideoClassificationTransformer));
        return new ClassifierSettings
        {
            Network = NetworkDefinition.FromJson(reader.ReadRequiredString()),
            ClassNames = reader.ReadStrings(),
            LabelColumnName = reader.ReadRequiredString(),
            VideoColumnName = reader.ReadRequiredString(),
            ScoreColumnName = reader.ReadRequiredString(),
            PredictedLabelColumnName = reader.ReadRequiredString(),
            Sampling = reader.ReadFrameSamplingOptions(),
            FrameFit = reader.ReadEnum<FrameFit>(),
            SpatialCrops = reader.ReadInt32(),
            Streams = reader.ReadEnum<ClipStreams>(),
            Pooling = reader.ReadBoolean() ? new FeaturePooling(reader.ReadInt32(), reader.ReadInt32(), reader.ReadNullableInt32()) : null,
            BatchSize = reader.ReadInt32(),
            Precision = reader.ReadEnum<ComputePrecision>(),
            Reading = reader.ReadVideoReadingOptions(),
        };
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(Version);
        writer.Write(Network.ToJson());
        writer.Write([.. ClassNames]);
        writer.Write(LabelColumnName);
        writer.Write(VideoColumnName);
        writer.Write(ScoreColumnName);
        writer.Write(PredictedLabelColumnName);
        writer.Write(Sampling);
        writer.Write(FrameFit);
        writer.Write(SpatialCrops);
        writer.Write(Streams);
        WritePooling(writer);
        writer.Write(BatchSize);
        writer.Write(Precision);
        writer.Write(Reading);
    }

    /// <summary>The reader of validation, test and prediction.</summary>
    public VariantClipReader CreateReader(IVideoDecoder decoder) => CreateReader(decoder, Sampling.CreateEvaluationSampler(), EvaluationVariants());

    /// <summary>What validation, test and prediction see of a video: every clip in time, cut into every crop.</summary>
    public IReadOnlyList<ClipVariant> EvaluationVariants() =>
    [
        .. from clip in Enumerable.Range(0, Sampling.CreateEvaluationSampler().ViewCount)
           from crop in Enumerable.Range(0, SpatialCrops)
           select new ClipVariant(clip, crop, Mirrored: false),
    ];

    public VariantClipReader CreateReader(IVideoDecoder decoder, FrameSampler sampler, IReadOnlyList<ClipVariant> variants) =>
        new(decoder, sampler, Sampling.FrameCount, new ClipShaping(FrameFit, Network.ImageSize, SpatialCrops), Streams, variants);

    public FeatureExtractor CreateExtractor() =>
        new(Network.CreateNormalization(), Network, Pooling ?? throw new InvalidOperationException("The network classifies by itself; there are no features."));

    private void WritePooling(ModelWriter writer)
    {
        writer.Write(Pooling is not null);
        if (Pooling is null)
            return;
        writer.Write(Pooling.Segments);
        writer.Write(Pooling.Grid);
        writer.Write(Pooling.Layer);
    }
}
