using Microsoft.ML;

var mlContext = new MLContext();
var model = mlContext.Model.Load(args[0], out _);
using var engine = mlContext.Model.CreatePredictionEngine<Clip, Answer>(model);
var answer = engine.Predict(new Clip { VideoPath = args[1] });
Console.WriteLine($"{answer.PredictedLabel} {answer.Score.Max():F3}");

internal sealed class Clip
{
    public string VideoPath { get; set; } = "";

    public string Label { get; set; } = "";
}

internal sealed class Answer
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
