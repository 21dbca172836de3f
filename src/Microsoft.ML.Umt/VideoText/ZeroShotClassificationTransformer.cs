using Microsoft.ML.Runtime;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.VideoText;

[assembly: LoadableModel(typeof(ZeroShotClassificationTransformer), "UMT zero-shot classifier", ZeroShotClassificationTransformer.LoaderSignature)]

namespace Microsoft.ML.Umt;

/// <summary>Classifies videos by words alone: adds <c>PredictedLabel</c> and <c>Score</c>, as <c>MulticlassClassification.Evaluate</c> reads them. Thread-safe.</summary>
/// <remarks>It shares the weights of the <see cref="VideoTextTransformer"/> that it was made from; dispose both. A saved one holds its own copy.</remarks>
public sealed class ZeroShotClassificationTransformer : VideoBatchTransformer
{
    internal const string LoaderSignature = "UmtZeroShot";

    private static readonly ModelFormat FormatOfThis = new("UMTZSHOT", LoaderSignature, Version: 0x00010001, OldestReadable: 0x00010001);

    private readonly VideoTextSettings _settings;
    private readonly ZeroShotOptions _options;
    private readonly DeferredNetwork<VideoTextModel> _network;
    private readonly VideoScoring<float[]> _scoring;

    private ZeroShotClassificationTransformer(VideoTextSettings settings, ZeroShotOptions options, DeferredNetwork<VideoTextModel> network, VideoScoring<float[]> scoring)
        : base(scoring) => (_settings, _options, _network, _scoring) = (settings, options, network, scoring);

    /// <summary>The classes, in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames => _options.ClassNames!;

    /// <summary>Probabilities of the classes for videos outside any data view; NaN for videos that cannot be read if the options say so.</summary>
    /// <param name="videos">The videos.</param>
    /// <param name="cancellationToken">Ends the work; no child process is left.</param>
    /// <returns>One vector for each video, in order.</returns>
    /// <exception cref="VideoDecodeException">A video cannot be read, and the options say to throw.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<float[]> Classify(IReadOnlyList<MLVideo> videos, CancellationToken cancellationToken = default) =>
        [.. _scoring.Score(videos, cancellationToken).Select(scored => scored.Row)];

    /// <summary>Puts the parts together.</summary>
    /// <param name="environment">Of the context that fits or loads.</param>
    /// <param name="settings">Columns, reading, batches.</param>
    /// <param name="options">With the names of the classes.</param>
    /// <param name="network">The model; owned by the transformer.</param>
    internal static ZeroShotClassificationTransformer Create(IHostEnvironment environment, VideoTextSettings settings, ZeroShotOptions options, DeferredNetwork<VideoTextModel> network)
    {
        try
        {
            var preset = network.Look(model => model.Preset);
            var scoring = new VideoScoring<float[]>(
                environment.Register(nameof(ZeroShotClassificationTransformer)),
                settings.VideoColumnName,
                ClassificationColumns.Create(options.PredictedLabelColumnName, options.ScoreColumnName, options.ClassNames!),
                SquashedClipReader.Test(settings.Reading.CreateDecoder(), preset.Frames, preset.ImageSize, settings.LongestVideo),
                new ZeroShotScorer(network, ZeroShotScorer.Classes(network, options.ClassNames!, options.Templates)),
                settings.Reading.WithBatchSize(settings.BatchSize),
                settings.Reading.CreatePolicy());
            return new ZeroShotClassificationTransformer(settings, options, network, scoring);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private protected override ModelFormat Format => FormatOfThis;

    private protected override void Save(ModelWriter writer)
    {
        _settings.Write(writer);
        writer.Write([.. ClassNames]);
        writer.Write([.. _options.Templates]);
        writer.Write(_options.PredictedLabelColumnName);
        writer.Write(_options.ScoreColumnName);
        _network.Save(writer);
    }

    // Found by name by ML.NET's model loader.
    private static ZeroShotClassificationTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var reader = new ModelReader(ctx, FormatOfThis);
        var device = env.GetDeviceRequest();
        device.ThrowIfAbsent();
        var settings = VideoTextSettings.Read(reader);
        var options = new ZeroShotOptions
        {
            ClassNames = reader.ReadStrings(),
            Templates = reader.ReadStrings(),
            PredictedLabelColumnName = reader.ReadRequiredString(),
            ScoreColumnName = reader.ReadRequiredString(),
        };
        var network = TextVideoNetwork<VideoTextModel>.Read(reader, config => new VideoTextModel(config, seed: 0));
        return Create(env, settings, options, new DeferredNetwork<VideoTextModel>(network, settings.Precision, device));
    }
}
