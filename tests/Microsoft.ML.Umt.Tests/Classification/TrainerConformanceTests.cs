using Microsoft.ML.Umt.Tests.Conformance;

namespace Microsoft.ML.Umt.Tests.Classification;

public sealed class TrainerConformanceTests
{
    private readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData(VideoTrainingDepth.Head, UnreadableVideos.Throw)]
    [InlineData(VideoTrainingDepth.Head, UnreadableVideos.Missing)]
    [InlineData(VideoTrainingDepth.Full, UnreadableVideos.Throw)]
    public void The_trainer_passes_the_checks_of_every_component(VideoTrainingDepth depth, UnreadableVideos unreadable)
    {
        var options = depth == VideoTrainingDepth.Head ? Classes.Head() : Classes.Full(epochs: 1);
        options.Reading.UnreadableVideos = unreadable;
        EstimatorConformance.Check(_context, Pipeline(options), Rows(), WithoutPath());
    }

    [Fact]
    public void The_trainer_refuses_other_types_of_columns()
    {
        var trainer = Classes.Trainer(_context, Classes.Head());
        var textLabel = _context.Data.LoadFromEnumerable(Classes.Rows(4));
        var noVideo = _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.Transforms.CopyColumns("Video", "Path")).Fit(Rows()).Transform(Rows());
        foreach (var view in new[] { textLabel, noVideo, Rows() })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(view));
            Assert.Throws<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(Microsoft.ML.Umt.Pipeline.Internals.SchemaShapes.Of(view.Schema)));
        }
        var message = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(textLabel)).Message;
        Assert.Contains("label column 'Label': expected Key<UInt32>, got String", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VideoTrainingDepth.Head)]
    [InlineData(VideoTrainingDepth.Full)]
    public void Another_process_predicts_the_same_knowing_only_the_model_file(VideoTrainingDepth depth)
    {
        var model = Pipeline(depth == VideoTrainingDepth.Head ? Classes.Head() : Classes.Full()).Fit(Rows());
        using var owned = (IDisposable)model;
        TwoProcess.CheckSamePrediction(_context, model, TinyVideos.Rows().First(), "Score");
    }

    private IEstimator<ITransformer> Pipeline(VideoClassificationOptions options) =>
        _context.Transforms.Conversion.MapValueToKey("Label")
            .Append(_context.Transforms.LoadVideos("Video", TinyVideos.Folder, "Path"))
            .Append(Classes.Trainer(_context, options));

    private IDataView Rows() => _context.Data.LoadFromEnumerable(TinyVideos.Rows());

    private IDataView WithoutPath() => _context.Data.LoadFromEnumerable([new { Label = "odd" }]);
}
