namespace Microsoft.ML.Umt.Tests.Classification;

public sealed class VideoClassificationOptionsTests
{
    [Fact]
    public void Values_out_of_range_are_refused_by_name()
    {
        var options = Classes.Head();
        Check("Epochs", () => options.Epochs = 0);
        Check("BatchSize", () => options.BatchSize = 5000);
        Check("LearningRate", () => options.LearningRate = -1);
        Check("LearningRate", () => options.LearningRate = double.NaN);
        Check("ValidationFraction", () => options.ValidationFraction = 1);
        Check("LabelSmoothing", () => options.LabelSmoothing = 1);
        Check("SpatialCrops", () => options.SpatialCrops = 0);
        Check("Streams", () => options.Streams = 0);
        Check("Depth", () => options.Depth = (VideoTrainingDepth)7);
        Check("Segments", () => options.Head.Segments = 0);
        Check("VariedCopies", () => options.Head.VariedCopies = 65);
        Check("RidgePenalty", () => options.Head.RidgePenalty = 0);
        Check("LayerDecay", () => options.Finetuning.LayerDecay = 1.1);
        Check("RepeatedAugmentation", () => options.Finetuning.RepeatedAugmentation = 0);
        Check("AverageDecay", () => options.Finetuning.AverageDecay = 1);
        Check("Rank", () => options.Adapter.Rank = 0);
        Check("Dropout", () => options.Adapter.Dropout = 1);
        Check("CheckpointSteps", () => options.CheckpointSteps = 0);
        Check("CheckpointInterval", () => options.CheckpointInterval = TimeSpan.Zero);
        Check("KeptCheckpoints", () => options.KeptCheckpoints = 0);
        Check("WhenCancelled", () => options.WhenCancelled = (TrainingCancellation)3);
        Check("Mixup", () => options.Augmentation.Mixup = -0.1);
        Check("Patience", () => new EarlyStoppingOptions { Patience = 0 });
        Assert.Throws<ArgumentException>(() => options.LabelColumnName = "");
        Assert.Throws<ArgumentNullException>(() => options.Encoder = null!);

        static void Check(string name, Action set) => Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(set).ParamName);
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused_before_training()
    {
        var context = new MLContext();
        Refused("SpatialCrops", options => { options.FrameFit = FrameFit.Squash; options.SpatialCrops = 3; });
        Refused("EarlyStopping", options => options.EarlyStopping = new EarlyStoppingOptions());
        Refused("PredictedLabelColumnName", options => options.ScoreColumnName = "PredictedLabel");
        Refused("single frames", options => { options.Depth = VideoTrainingDepth.Full; options.Encoder = VideoEncoderSource.FromScratch("vit-ti16-augreg"); });
        Refused("ridge", options => { options.ValidationFraction = 0.5; options.EarlyStopping = new EarlyStoppingOptions(); });
        Refused("LearningRate", options => options.LearningRate = 1e-3);
        Refused("TrainingClips", options => { options.Sampling = new FrameSamplingOptions { Strategy = FrameSampling.FramesPerSecond }; options.Head.TrainingClips = 2; });
        Refused("Layer", options => options.Head.Layer = 2);
        Refused("FeatureCache", options => options.WorkspaceFolder = "work");
        Refused("KeepHead", options => { options.Depth = VideoTrainingDepth.Full; options.Finetuning.KeepHead = true; });
        Refused("HeadRowsFile", options => { options.Depth = VideoTrainingDepth.Adapter; options.Finetuning.HeadRowsFile = "rows.json"; });
        Refused("Streams", options => { options.Depth = VideoTrainingDepth.Full; options.Streams = ClipStreams.FramesAndDifferences; });

        void Refused(string word, Action<VideoClassificationOptions> change)
        {
            var options = Classes.Head();
            change(options);
            Assert.Contains(word, Assert.Throws<ArgumentException>(() => Classes.Trainer(context, options)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_trainer_keeps_a_copy()
    {
        var options = Classes.Head();
        var trainer = Classes.Trainer(new MLContext(1), options);
        options.ScoreColumnName = "Other";
        options.Head.Segments = 1;
        using var model = trainer.Fit(Classes.View(new MLContext(1), 4));
        Assert.Equal("Score", model.ScoreColumnName);
    }
}
