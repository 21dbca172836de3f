using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Tests.Classification;

public sealed class ClassificationTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void A_ridge_head_learns_order_in_time() => Learns(Classes.Head());

    [Fact]
    public void A_softmax_head_learns_order_in_time()
    {
        var options = Classes.Head();
        options.Head.Kind = VideoHeadKind.Softmax;
        Learns(options);
    }

    [Fact]
    public void Differences_between_frames_are_enough()
    {
        var options = Classes.Head();
        options.Streams = ClipStreams.Differences;
        options.FrameFit = FrameFit.Squash;
        options.Head.Mirror = true;
        Learns(options);
    }

    [Fact]
    public void Full_training_learns_order_in_time() => Learns(Classes.Full(epochs: 12));

    [Fact]
    public void A_frame_encoder_with_both_streams_and_several_views_learns_too()
    {
        var options = Classes.Head();
        options.Encoder = VideoEncoderSource.FromScratch(Featurization.TinyEncoder.Image);
        options.Streams = ClipStreams.FramesAndDifferences;
        options.Sampling = new FrameSamplingOptions { FrameCount = 4, TemporalViews = 2 };
        options.SpatialCrops = 2;
        options.Head.TrainingClips = 2;
        Learns(options);
    }

    [Theory]
    [InlineData("video")]
    [InlineData("image")]
    public void A_grid_over_an_inner_layer_learns_too(string model)
    {
        var options = Classes.Head();
        options.Encoder = VideoEncoderSource.FromScratch(model == "video" ? Featurization.TinyEncoder.Video : Featurization.TinyEncoder.Image);
        options.Sampling = new FrameSamplingOptions { FrameCount = 4 };
        options.Head.Grid = 2;
        options.Head.Layer = -2;
        Learns(options);
    }

    [Fact]
    public void Evaluate_CrossValidate_and_MapKeyToValue_understand_the_columns()
    {
        var view = Classes.View(_context, 12);
        var trainer = Classes.Trainer(_context, Classes.Head());
        var folds = _context.MulticlassClassification.CrossValidate(view, trainer, numberOfFolds: 3);
        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.Equal(1, fold.Metrics.MicroAccuracy));

        using var model = trainer.Fit(view);
        var scored = model.Transform(Classes.View(_context, 6, seed: 7));
        var metrics = _context.MulticlassClassification.Evaluate(scored, topKPredictionCount: 1);
        Assert.Equal(1, metrics.TopKAccuracy);
        Assert.InRange(metrics.LogLoss, 0, 0.7);
        Assert.Contains("dusk", metrics.ConfusionMatrix.GetFormattedConfusionTable(), StringComparison.Ordinal);
        var named = _context.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(scored).Transform(scored);
        Assert.Equal(["dawn", "dusk", "dawn", "dusk", "dawn", "dusk"], named.GetColumn<string>("Name"));
        foreach (var fold in folds)
            (fold.Model as IDisposable)?.Dispose();
    }

    [Fact]
    public void A_cache_checkpoint_after_features_serves_another_trainer()
    {
        var pipeline = _context.Transforms.FeaturizeVideo("Features", "Video", Featurization.TinyEncoder.Options())
            .AppendCacheCheckpoint(_context)
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy());
        var view = Classes.View(_context, 12);
        using var model = pipeline.Fit(view);
        Assert.Equal(12, model.Transform(view).GetColumn<VBuffer<float>>("Score").Count());
    }

    [Fact]
    public void Every_way_to_predict_gives_the_same_probabilities()
    {
        using var model = Classes.Trainer(_context, Classes.Head()).Fit(Classes.View(_context, 8));
        var rows = Classes.Rows(5, seed: 3).ToArray();
        var transformed = model.Transform(Classes.View(_context, rows)).GetColumn<float[]>("Score").ToArray();
        var direct = model.Predict([.. rows.Select(row => row.Video!)], top: 1);
        for (var i = 0; i < rows.Length; i++)
        {
            Assert.Equal(1, transformed[i].Sum(), 1e-5f);
            Assert.All(transformed[i].Zip(direct[i].Probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
            Assert.Equal(rows[i].Label, direct[i].Label);
            Assert.Equal(direct[i].Label, Assert.Single(direct[i].Top).Label);
            Assert.Same(rows[i].Video, direct[i].Video);
        }
        using var engine = _context.Model.CreatePredictionEngine<Classes.Row, Scored>(model, new PredictionEngineOptions { OwnsTransformer = false });
        Assert.All(engine.Predict(rows[0]).Score.Zip(transformed[0]), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void A_time_window_is_all_that_is_looked_at()
    {
        using var model = Classes.Trainer(_context, Classes.Head()).Fit(Classes.View(_context, 8));
        // Dawn, then dusk, in one video of 12 frames at 10 per second.
        var both = new List<byte>();
        foreach (var dawn in new[] { true, false })
        {
            using var frames = new FFMpegVideoDecoder().Decode(Classes.Video(dawn, 99), [0, 1, 2, 3, 4, 5]);
            both.AddRange(frames.Span.ToArray());
        }
        var video = MLVideo.FromFrames(both.ToArray(), 2 * Classes.Frames, Classes.Height, Classes.Width, 10);
        var half = TimeSpan.FromSeconds(0.6);
        Assert.Equal("dawn", model.Predict(video.Window(null, half)).Label);
        var second = model.Predict(video.Window(half, null));
        Assert.Equal("dusk", second.Label);
        Assert.Equal(half, second.Start);
    }

    [Fact]
    public void Saving_after_disposal_and_scoring_after_disposal_are_refused()
    {
        var model = Classes.Trainer(_context, Classes.Head()).Fit(Classes.View(_context, 4));
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Predict(Classes.Video(true, 1)));
        Assert.Throws<ObjectDisposedException>(() => _context.Model.Save(model, null, new MemoryStream()));
    }

    [Fact]
    public void Models_of_one_trainer_outlive_each_other()
    {
        var trainer = Classes.Trainer(_context, Classes.Head());
        var first = trainer.Fit(Classes.View(_context, 4));
        using var second = trainer.Fit(Classes.View(_context, 6));
        first.Dispose();
        Assert.Equal("dusk", second.Predict(Classes.Video(false, 5)).Label);
    }

    private void Learns(VideoClassificationOptions options)
    {
        using var model = Classes.Trainer(_context, options).Fit(Classes.View(_context, 16));
        Assert.Equal(["dawn", "dusk"], model.ClassNames);
        var predictions = model.Predict([.. Classes.Rows(10, seed: 5).Select(row => row.Video!)]);
        Assert.All(Classes.Rows(10, seed: 5).Zip(predictions), pair => Assert.Equal(pair.First.Label, pair.Second.Label));
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
