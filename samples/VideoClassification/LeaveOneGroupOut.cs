using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Transforms;
using Microsoft.ML.Umt;
using Samples.Data;
using VideoClassification.Reports;

namespace VideoClassification;

/// <summary>
/// Tests on each group of clips in turn with a model that was trained on all others. Features are computed once and kept, so ten folds cost hardly
/// more than one.
/// </summary>
internal static class LeaveOneGroupOut
{
    public static int Run(SampleArguments arguments)
    {
        var clock = Stopwatch.StartNew();
        Directory.CreateDirectory(arguments.Out);
        var clips = ClipSource.All(arguments);
        string[] classes = [.. clips.Select(clip => clip.Label).Distinct().Order(StringComparer.Ordinal)];
        Console.WriteLine($"{clips.Count} clips of {classes.Length} classes in {clips.Select(clip => clip.Group).Distinct().Count()} groups by <{arguments.GroupBy}>");

        var mlContext = new MLContext(arguments.Seed) { GpuDeviceId = arguments.Gpu };
        var progress = new ProgressLine();
        var trainer = mlContext.MulticlassClassification.Trainers.VideoClassification(Recipe.Choose(arguments, progress.Show));
        var toKeys = mlContext.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(mlContext.Data.LoadFromEnumerable(clips));
        var toVideos = mlContext.Transforms.LoadVideos("Video", inputColumnName: "Path");

        var labels = new List<int>();
        var scores = new List<float[]>();
        IReadOnlyList<string> classNames = [];
        foreach (var (group, split) in ClipSplit.LeaveOneGroupOut(clips))
        {
            var training = toKeys.Transform(mlContext.Data.LoadFromEnumerable(split.Training));
            using var model = trainer.Fit(toVideos.Fit(training).Transform(training));
            progress.Finish();

            classNames = model.ClassNames;
            var predictions = model.Predict([.. split.Test.Select(clip => MLVideo.FromFile(clip.Path))]);
            int right = predictions.Zip(split.Test, (prediction, clip) => prediction.Label == clip.Label).Count(isRight => isRight);
            Console.WriteLine($"  {arguments.GroupBy} {group,-4} {right} of {split.Test.Count} right");
            labels.AddRange(split.Test.Select(clip => classNames.ToList().IndexOf(clip.Label)));
            scores.AddRange(predictions.Select(prediction => prediction.Probabilities.ToArray()));
        }

        var metrics = VideoClassificationMetrics.FromScores(labels, scores, classNames);
        Console.WriteLine();
        Console.WriteLine(metrics);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"RESULT accuracy={metrics.Top1Accuracy:F4} folds_clips={metrics.Count} seconds={clock.Elapsed.TotalSeconds:F0}"));
        return 0;
    }
}
