using System.Reflection;
using Microsoft.ML.Umt.Tests.Conformance;

namespace Microsoft.ML.Umt.Tests.Classification;

public sealed class TrainingBehaviourTests
{
    private readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData(VideoTrainingDepth.Head)]
    [InlineData(VideoTrainingDepth.Full)]
    public void The_seed_decides(VideoTrainingDepth depth)
    {
        float[] Scores(int contextSeed, int? seed = null)
        {
            var context = new MLContext(contextSeed);
            var options = depth == VideoTrainingDepth.Head ? Classes.Head() : Classes.Full();
            options.Augmentation = new ClipAugmentationOptions { RandAugmentOperations = 1 };
            options.Seed = seed;
            using var model = Classes.Trainer(context, options).Fit(Classes.View(context, 8));
            // Between the classes, so that probabilities do not round to one and zero.
            return [.. model.Predict(TinyVideos.InMemory(77)).Probabilities];
        }
        var first = Scores(1);
        Assert.Equal(first, Scores(1));
        Assert.NotEqual(first, Scores(2));
        Assert.Equal(Scores(3, seed: 9), Scores(4, seed: 9));
    }

    [Theory]
    [InlineData(VideoTrainingDepth.Head)]
    [InlineData(VideoTrainingDepth.Full)]
    public void A_token_ends_training(VideoTrainingDepth depth)
    {
        using var source = new CancellationTokenSource();
        var options = depth == VideoTrainingDepth.Head ? Softmax(epochs: 1000) : Classes.Full(epochs: 1000);
        options.CancellationToken = source.Token;
        options.MetricsCallback = progress => { if (progress.Epoch == 2) source.Cancel(); };
        Assert.ThrowsAny<OperationCanceledException>(() => Classes.Trainer(_context, options).Fit(Classes.View(_context, 8)));
    }

    [Fact]
    public void CancelExecution_ends_training()
    {
        var context = new MLContext(1);
        var options = Classes.Full(epochs: 1000);
        // What Microsoft.ML.Experimental's CancelExecution does.
        var cancel = typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!;
        options.MetricsCallback = _ => cancel.Invoke(context, null);
        Assert.ThrowsAny<OperationCanceledException>(() => Classes.Trainer(context, options).Fit(Classes.View(context, 8)));
    }

    [Theory]
    [InlineData(VideoTrainingDepth.Head)]
    [InlineData(VideoTrainingDepth.Full)]
    public void Training_stops_early_and_keeps_the_best_weights(VideoTrainingDepth depth)
    {
        var reports = new List<TrainingProgress>();
        var options = depth == VideoTrainingDepth.Head ? Softmax(epochs: 200) : Classes.Full(epochs: 200);
        options.ValidationFraction = 0.25;
        // No epoch improves the loss by ten, so the second one without improvement is the last.
        options.EarlyStopping = new EarlyStoppingOptions { Patience = 1, MinimumImprovement = 10 };
        options.MetricsCallback = progress => { if (progress is { IsEpochEnd: true, Epochs: > 0 }) reports.Add(progress); };
        using var model = Classes.Trainer(_context, options).Fit(Classes.View(_context, 16));
        Assert.Equal(3, reports.Count);
        Assert.All(reports, report => Assert.Contains("loss", report.Validation!.Keys));
        Assert.All(reports, report => Assert.InRange(report.DataWaitShare, 0, 1));
    }

    [Fact]
    public void A_validation_set_is_used_and_must_have_the_same_classes()
    {
        var reports = new List<TrainingProgress>();
        var options = Classes.Head();
        options.MetricsCallback = reports.Add;
        var trainer = Classes.Trainer(_context, options);
        using var model = trainer.Fit(Classes.View(_context, 8), Classes.View(_context, 4, seed: 2));
        Assert.Equal(1, reports[^1].Validation!["top1"]);

        var other = _context.Data.LoadFromEnumerable(Classes.Rows(4).Select(row => new Classes.Row { Label = row.Label + "!", Video = row.Video }));
        var keyed = _context.Transforms.Conversion.MapValueToKey("Label").Fit(other).Transform(other);
        Assert.Contains("dawn!", Assert.Throws<ArgumentException>(() => trainer.Fit(Classes.View(_context, 8), keyed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_a_label_are_left_out_with_a_warning_that_counts_them()
    {
        var warnings = new List<string>();
        _context.Log += (_, e) => { if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) warnings.Add(e.Message); };
        var rows = Classes.Rows(8).Select((row, i) => new Classes.Row { Label = i < 3 ? "unknown" : row.Label, Video = row.Video });
        using var model = Classes.Trainer(_context, Classes.Head()).Fit(Classes.View(_context, rows));
        Assert.Contains(warnings, warning => warning.Contains("3 training rows have no label", StringComparison.Ordinal));

        var none = Classes.View(_context, Classes.Rows(4).Select(row => new Classes.Row { Label = "unknown", Video = row.Video }));
        Assert.Contains("no row with a label", Assert.Throws<InvalidOperationException>(() => Classes.Trainer(_context, Classes.Head()).Fit(none)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VideoTrainingDepth.Head)]
    [InlineData(VideoTrainingDepth.Full)]
    public void Unreadable_videos_throw_or_are_left_out_with_row_path_and_reason(VideoTrainingDepth depth)
    {
        var broken = Path.Combine(TinyVideos.Folder, "broken.mp4");
        var rows = Classes.Rows(9).ToArray();
        rows[4].Video = MLVideo.FromFile(broken);
        var options = depth == VideoTrainingDepth.Head ? Classes.Head() : Classes.Full();
        var error = Assert.Throws<VideoDecodeException>(() => Classes.Trainer(_context, options).Fit(Classes.View(_context, rows)));
        Assert.Contains("row 4", error.Message, StringComparison.Ordinal);
        Assert.Contains(broken, error.Message, StringComparison.Ordinal);

        var warnings = new List<string>();
        _context.Log += (_, e) => { if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) warnings.Add(e.Message); };
        options.Reading.UnreadableVideos = UnreadableVideos.Missing;
        using var model = Classes.Trainer(_context, options).Fit(Classes.View(_context, rows));
        var warning = Assert.Single(warnings, text => text.Contains("broken.mp4", StringComparison.Ordinal));
        Assert.Contains("Row 4", warning, StringComparison.Ordinal);
        var prediction = model.Predict(rows[4].Video!);
        Assert.Null(prediction.Label);
        Assert.Contains(broken, prediction.Error, StringComparison.Ordinal);
        Assert.All(prediction.Probabilities, probability => Assert.True(float.IsNaN(probability)));
    }

    [Fact]
    public void Balanced_classes_change_the_head()
    {
        var rows = Classes.Rows(12).Where((_, i) => i % 2 == 0 || i < 4).ToArray();
        IReadOnlyList<float> Scores(bool balance)
        {
            var options = Classes.Head();
            options.BalanceClasses = balance;
            options.Head.RidgePenalty = 10;
            using var model = Classes.Trainer(_context, options).Fit(Classes.View(_context, rows));
            return model.Predict(Classes.Video(false, 55)).Probabilities;
        }
        Assert.NotEqual(Scores(false), Scores(true));
    }

    [Fact]
    public void An_absent_checkpoint_is_named_and_never_downloaded()
    {
        var options = Classes.Head();
        options.Encoder = VideoEncoderSource.FromCheckpoint("/nowhere/b16.pth", "umt-b16");
        var error = Assert.Throws<FileNotFoundException>(() => Classes.Trainer(_context, options).Fit(Classes.View(_context, 4)));
        Assert.Contains("/nowhere/b16.pth", error.Message, StringComparison.Ordinal);
    }

    private static VideoClassificationOptions Softmax(int epochs)
    {
        var options = Classes.Head();
        options.Head.Kind = VideoHeadKind.Softmax;
        options.Epochs = epochs;
        return options;
    }
}
