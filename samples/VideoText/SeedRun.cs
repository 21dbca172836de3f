using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Modeling;

namespace VideoText;

/// <summary>Trains with one seed and tests.</summary>
internal static class SeedRun
{
    public static IEnumerable<Result> Run(SampleArguments arguments, ClipLibrary data, string vocabulary, int seed)
    {
        var mlContext = new MLContext(seed) { GpuDeviceId = arguments.Gpu, FallbackToCpu = false };
        mlContext.Log += (_, line) =>
        {
            if (line.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                Console.WriteLine(line.Message);
        };
        var clock = Stopwatch.StartNew();
        var options = Options(arguments, vocabulary);
        options.MetricsCallback = progress =>
        {
            if (progress.IsEpochEnd)
                Console.WriteLine(FormattableString.Invariant($"seed {seed}, epoch {progress.Epoch}/{progress.Epochs}: loss {progress.Loss:F3}, {clock.Elapsed.TotalSeconds:F0} s"));
        };
        using var model = mlContext.Umt().Trainers.VideoText(options).Fit(mlContext.Data.LoadFromEnumerable(data.Training));
        Console.WriteLine(FormattableString.Invariant($"seed {seed}: trained in {clock.Elapsed.TotalSeconds:F0} s"));

        mlContext.Model.Save(model, null, Path.Combine(arguments.Out, $"model-{seed}.zip"));
        foreach (var (name, pairs) in new[] { (ResultTable.UnseenClips, data.UnseenClips), (ResultTable.UnseenParts, data.UnseenParts) })
        {
            // Embedded once, tested twice.
            var scored = mlContext.Data.Cache(model.Transform(mlContext.Data.LoadFromEnumerable(pairs)), "Key", "Caption", "VideoEmbedding", "TextEmbedding");
            var videos = pairs.ToDictionary(pair => pair.Key, pair => pair.Video!);
            var evaluation = new RetrievalEvaluationOptions { VideoKeyColumnName = "Key", MergeEqualTexts = true };
            yield return new Result(name, "similarity", seed, pairs, mlContext.Umt().EvaluateRetrieval(scored, evaluation));
            evaluation.Matcher = model.AsMatcher(pair => videos[pair.VideoKey]);
            yield return new Result(name, "matching head", seed, pairs, mlContext.Umt().EvaluateRetrieval(scored, evaluation));
        }
    }

    private static VideoTextOptions Options(SampleArguments arguments, string vocabulary) => new()
    {
        Model = VideoTextPresets.Get(arguments.Model),
        VocabularyPath = vocabulary,
        VisionCheckpointPath = arguments.Weights,
        FreezeVision = arguments.VisionRate == 0,
        VisionLearningRateScale = arguments.VisionRate == 0 ? 1 : arguments.VisionRate,
        TextLength = 16,
        // One caption describes many clips.
        SameWhen = PairIdentity.Caption,
        Epochs = arguments.Epochs,
        WarmupEpochs = Math.Min(2, arguments.Epochs / 4.0),
        BatchSize = arguments.Batch,
        LearningRate = arguments.Rate,
        DropPath = 0,
        SmallestCrop = 0.6,
        // Decoded once, at the size that is needed.
        FrameCacheMegabytes = 2048,
        Reading = { UnreadableVideos = UnreadableVideos.Missing, Decode = { ScaleShortSide = 128 } },
    };
}
