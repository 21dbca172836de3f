using Microsoft.ML;
using Microsoft.ML.Umt;

// A model small enough to be made in seconds: a linear head on an encoder with random weights tells a test picture from a plain one.
var (folder, modelPath) = (args[0], args[1]);
var mlContext = new MLContext(seed: 1);
var clips = mlContext.Data.LoadFromEnumerable(
    Directory.GetFiles(folder, "*.mp4", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path => new Clip { VideoPath = path, Label = Path.GetFileName(Path.GetDirectoryName(path))! }));

var options = new VideoClassificationOptions { Encoder = VideoEncoderSource.FromScratch("umt-ti16"), ImageSize = 64 };
var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
    .Append(mlContext.Transforms.LoadVideos("Video", inputColumnName: "VideoPath"))
    .Append(mlContext.MulticlassClassification.Trainers.VideoClassification(options))
    .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
using var model = pipeline.Fit(clips);
mlContext.Model.Save(model, clips.Schema, modelPath);

internal sealed class Clip
{
    public string VideoPath { get; set; } = "";

    public string Label { get; set; } = "";
}
