using Microsoft.ML.Umt.Tests.Conformance;

namespace Microsoft.ML.Umt.Tests.VideoText;

public sealed class ZeroShotTests : IDisposable
{
    private static readonly string[] Colours = ["red", "green", "blue", "grey", "white", "dark"];

    private readonly TinyVideoText _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Words_are_classes_that_the_evaluator_accepts()
    {
        var options = _tiny.Options();
        options.Epochs = 60;
        using var model = _tiny.Fit(options);
        var rows = Enumerable.Range(0, 12).Select(i => new LabelledRow { Video = TinyVideoText.Clip(i % 6, 200 + i), Label = Colours[i % 6] });
        var view = _tiny.Context.Data.LoadFromEnumerable(rows);
        var pipeline = _tiny.Context.Transforms.Conversion.MapValueToKey("Label")
            .Append(_tiny.Context.Umt().ZeroShotClassification(model, new ZeroShotOptions { Templates = ["a {0} clip", "a clip is {0}"] }))
            .Append(_tiny.Context.Transforms.Conversion.MapKeyToValue("Word", "PredictedLabel"));
        using var classifier = pipeline.Fit(view);
        var metrics = _tiny.Context.MulticlassClassification.Evaluate(classifier.Transform(view));
        Assert.True(metrics.MacroAccuracy > 0.8, $"{metrics.MacroAccuracy}");
        using var engine = _tiny.Context.Model.CreatePredictionEngine<LabelledRow, Prediction>(classifier);
        var prediction = engine.Predict(new LabelledRow { Video = TinyVideoText.Clip(2, 300), Label = "red" });
        Assert.Equal("blue", prediction.Word);
        Assert.Equal(1, prediction.Score.Sum(), 1e-4);
    }

    [Fact]
    public void It_shares_the_weights_and_outlives_the_model()
    {
        var model = _tiny.Fit(_tiny.Options());
        using var classifier = _tiny.Context.Umt().ZeroShotClassification(model, Colours).Fit(_tiny.View);
        model.Dispose();
        var scores = classifier.Classify([TinyVideoText.Clip(0, 1)]).Single();
        Assert.Equal(6, scores.Length);
        Assert.Equal(Colours, classifier.ClassNames);
        classifier.Dispose();
        Assert.Throws<ObjectDisposedException>(() => classifier.Classify([TinyVideoText.Clip(0, 1)]));
    }

    [Fact]
    public void It_passes_the_checks_of_every_component()
    {
        using var model = _tiny.Fit(_tiny.Options());
        var load = _tiny.Context.Transforms.LoadVideos("Video", TinyVideos.Folder, "Path");
        var rows = _tiny.Context.Data.LoadFromEnumerable(TinyVideos.Rows());
        EstimatorConformance.Check(
            _tiny.Context, load.Append(_tiny.Context.Umt().ZeroShotClassification(model, Colours)), rows, _tiny.Context.Data.LoadFromEnumerable([new Featurization.VideoRow()]));
        EstimatorConformance.Check(
            _tiny.Context,
            _tiny.Context.Transforms.Conversion.MapValueToKey("Label").Append(load).Append(_tiny.Context.Umt().ZeroShotClassification(model)),
            rows,
            _tiny.Context.Data.LoadFromEnumerable([new { Label = "odd" }]));
    }

    [Fact]
    public void Classes_and_templates_that_are_none_are_refused()
    {
        using var model = _tiny.Fit(_tiny.Options());
        Assert.Throws<ArgumentException>(() => _tiny.Context.Umt().ZeroShotClassification(model, ["red"]));
        Assert.Throws<ArgumentException>(() => _tiny.Context.Umt().ZeroShotClassification(model, ["red", "red"]));
        Assert.Throws<ArgumentException>(() => new ZeroShotOptions { Templates = ["a clip"] });
        Assert.Throws<ArgumentOutOfRangeException>(() => _tiny.Context.Umt().ZeroShotClassification(model).Fit(_tiny.View));
    }

    private sealed class LabelledRow
    {
        public MLVideo? Video { get; set; }

        public string Label { get; set; } = "";
    }

    private sealed class Prediction
    {
        public string Word { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
