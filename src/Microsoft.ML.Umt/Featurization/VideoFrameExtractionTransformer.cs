using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

[assembly: LoadableModel(typeof(VideoFrameExtractionTransformer), "UMT video frame extraction", VideoFrameExtractionTransformer.LoaderSignature)]

namespace Microsoft.ML.Umt;

/// <summary>Adds the sampled frames of each video as a vector; see <see cref="VideoFrameExtractionEstimator"/>. Thread-safe.</summary>
public sealed class VideoFrameExtractionTransformer : VideoBatchTransformer
{
    internal const string LoaderSignature = "UmtVideoFrames";

    private static readonly ModelFormat FormatOfThis = new("UMTVFRAM", LoaderSignature, Version: 0x00010001, OldestReadable: 0x00010001);

    private readonly VideoFrameExtractionOptions _options;

    internal VideoFrameExtractionTransformer(
        IHostEnvironment environment,
        string outputColumnName,
        string inputColumnName,
        VideoFrameExtractionOptions options)
        : base(CreateScoring(environment, outputColumnName, inputColumnName, options))
    {
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName;
        _options = options;
    }

    /// <summary>Name of the vector column.</summary>
    public string OutputColumnName { get; }

    /// <summary>Name of the video column.</summary>
    public string InputColumnName { get; }

    private protected override ModelFormat Format => FormatOfThis;

    private protected override void Save(ModelWriter writer)
    {
        writer.Write(OutputColumnName);
        writer.Write(InputColumnName);
        writer.Write(_options.Sampling);
        writer.Write(_options.ImageSize);
        writer.Write(_options.SpatialCrops);
        writer.Write(_options.PixelType);
        writer.Write(_options.Offset);
        writer.Write(_options.Scale);
        writer.Write(_options.Reading);
    }

    // Found by name by ML.NET's model loader.
    private static VideoFrameExtractionTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var reader = new ModelReader(ctx, FormatOfThis);
        return new VideoFrameExtractionTransformer(
            env,
            reader.ReadRequiredString(),
            reader.ReadRequiredString(),
            new VideoFrameExtractionOptions
            {
                Sampling = reader.ReadFrameSamplingOptions(),
                ImageSize = reader.ReadInt32(),
                SpatialCrops = reader.ReadInt32(),
                PixelType = reader.ReadEnum<FramePixelType>(),
                Offset = reader.ReadSingle(),
                Scale = reader.ReadSingle(),
                Reading = reader.ReadVideoReadingOptions(),
            });
    }

    private static IVideoScoring CreateScoring(IHostEnvironment environment, string output, string input, VideoFrameExtractionOptions options)
    {
        var host = environment.Register(nameof(VideoFrameExtractionTransformer));
        var transform = EvalTransform.Test(options.ImageSize, options.SpatialCrops);
        var reader = new ClipReader(options.Reading.CreateDecoder(), options.Sampling.CreateEvaluationSampler(), options.Sampling.FrameCount, transform);
        return options.PixelType == FramePixelType.Byte
            ? Scoring(NumberDataViewType.Byte, new FrameExtractor<byte>(reader.Shape, missing: 0, pixel => pixel))
            : Scoring(NumberDataViewType.Single, new FrameExtractor<float>(reader.Shape, missing: float.NaN, Scaled));

        float Scaled(byte pixel) => (pixel - options.Offset) * options.Scale;

        VideoScoring<T[]> Scoring<T>(NumberDataViewType itemType, FrameExtractor<T> extractor) => new(
            host,
            input,
            [RowColumns.Vector<T[], T>(output, itemType, extractor.Dimensions, row => row)],
            reader,
            extractor,
            // Nothing is gained by large batches here: no model runs on them.
            options.Reading.WithBatchSize(1) with { PrefetchBatches = Math.Max(options.Reading.PrefetchBatches, options.Reading.WithBatchSize(1).Workers) },
            options.Reading.CreatePolicy());
    }
}
