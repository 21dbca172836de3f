using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Umt;

namespace VideoClassification;

/// <summary>Loads a saved model and classifies one video, or a part of it.</summary>
internal static class PredictOneFile
{
    public static int Run(SampleArguments arguments)
    {
        string file = arguments.File ?? throw new ArgumentException("--predict needs --file.");
        var mlContext = new MLContext { GpuDeviceId = arguments.Gpu };
        // Nothing has to be registered: the model names the package that it needs.
        using var model = (TransformerChain<ITransformer>)mlContext.Model.Load(arguments.Predict, out _);
        var classifier = model.OfType<VideoClassificationTransformer>().Single();

        var video = MLVideo.FromFile(file, Seconds(arguments.From), Seconds(arguments.To));
        var prediction = classifier.Predict(video);

        var info = new FFMpegVideoDecoder().Probe(video);
        Console.WriteLine($"{Path.GetFileName(file)}, {Format(prediction.Start)} to {Format(prediction.Start + info.Duration)}:");
        foreach (var (label, probability) in prediction.Top)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {probability,7:P1}  {label}"));
        Console.WriteLine(SecondProcess.ScoreMark + string.Join(' ', prediction.Probabilities.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
        return 0;
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;

    private static string Format(TimeSpan time) => time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture) + " s";
}
