// Trains a classifier of short videos, tests it, saves it, and lets a second process use it.
//
//   dotnet run                                       makes its own clips: classes that differ by motion alone
//   dotnet run -- --data FOLDER                      your clips, one sub-folder for each class
//   dotnet run -- --predict model.zip --file a.mp4   classifies one video with a saved model
using System.Diagnostics;
using System.Globalization;
using CommandLine;
using Microsoft.ML;
using Microsoft.ML.Transforms;
using Microsoft.ML.Umt;
using Samples.Data;
using VideoClassification;
using VideoClassification.Reports;

var parsed = Parser.Default.ParseArguments<SampleArguments>(args);
if (parsed.Errors.Any())
    return parsed.Errors.All(error => error is HelpRequestedError or VersionRequestedError) ? 0 : 1;
var arguments = parsed.Value;
try
{
    if (arguments.Predict is not null)
        return PredictOneFile.Run(arguments);
    return arguments.LeaveOneGroupOut ? LeaveOneGroupOut.Run(arguments) : TrainAndTest(arguments);
}
catch (Exception error) when (error is ArgumentException or IOException or InvalidOperationException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static int TrainAndTest(SampleArguments arguments)
{
    var clock = Stopwatch.StartNew();
    Directory.CreateDirectory(arguments.Out);

    // 1. The data: paths of video files and their labels. No video is opened yet.
    var split = ClipSource.Find(arguments);
    Summary.PrintSplit(split, clock.Elapsed);

    // 2. The pipeline: labels become keys, paths become videos, and the trainer learns to tell one class from another.
    var mlContext = new MLContext(arguments.Seed) { GpuDeviceId = arguments.Gpu, FallbackToCpu = false };
    var trainingData = mlContext.Data.LoadFromEnumerable(split.Training);
    var testData = mlContext.Data.LoadFromEnumerable(split.Test);
    var progress = new ProgressLine();
    var options = Recipe.Choose(arguments, progress.Show);
    if (arguments.Data is not null)
        Summary.PrintUnusable(new VideoValidator(), [.. split.Training, .. split.Test]);
    var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
        .Append(mlContext.Transforms.LoadVideos("Video", inputColumnName: "Path"))
        .Append(mlContext.MulticlassClassification.Trainers.VideoClassification(options))
        .Append(mlContext.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"));

    // 3. Training.
    Console.WriteLine($"Training {options.Encoder} ({options.Depth})");
    using var model = pipeline.Fit(trainingData);
    progress.Finish();
    Console.WriteLine($"Trained in {progress.Elapsed.TotalSeconds:F0} s.");

    // 4. Test, on clips that the training never saw.
    var metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(testData));
    Summary.PrintMetrics(metrics);

    // 5. Save, and use the saved model in a second process.
    string modelPath = Path.Combine(arguments.Out, "model.zip");
    mlContext.Model.Save(model, trainingData.Schema, modelPath);
    using var engine = mlContext.Model.CreatePredictionEngine<LabelledClip, ClipPrediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
    var clip = split.Test[0];
    float[] here = engine.Predict(clip).Score;
    float[] there = SecondProcess.Predict(modelPath, clip.Path);
    double difference = here.Zip(there, (a, b) => Math.Abs((double)a - b)).Max();

    // 6. Pictures.
    if (progress.Epochs.Count > 1)
        TrainingCurve.Save(progress.Epochs, Path.Combine(arguments.Out, "training-curve.png"));
    ConfusionPicture.Save(metrics.ConfusionMatrix, model.OfType<VideoClassificationTransformer>().Single().ClassNames, Path.Combine(arguments.Out, "confusion-matrix.png"));
    ContactSheet.Save(mlContext, split.Test.DistinctBy(clip => clip.Label), Path.Combine(arguments.Out, "sampled-frames.png"));
    Console.WriteLine($"Model and pictures are in {Path.GetFullPath(arguments.Out)}");

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"RESULT accuracy={metrics.MicroAccuracy:F4} reload_diff={difference:E1} seconds={clock.Elapsed.TotalSeconds:F0}"));
    return 0;
}
