namespace Microsoft.ML.Umt.Tests.Training;

/// <summary>The line that users print: nothing that has no meaning is shown.</summary>
public class TrainingProgressTests
{
    [Fact]
    public void A_feature_pass_shows_videos_and_no_training_values() =>
        Assert.Equal("features of 10/60 videos  2.5 clips/s  data wait 25 %  eta 0:00:20", Progress(epochs: 0, step: 10, steps: 60, loss: double.NaN).ToString());

    [Fact]
    public void A_head_without_steps_shows_no_loss() =>
        Assert.Equal("epoch 1/1 step 1/1  2.5 clips/s  data wait 25 %  eta 0:00:20", Progress(epochs: 1, step: 1, steps: 1, loss: double.NaN).ToString());

    [Fact]
    public void A_training_shows_loss_rate_and_gradient() =>
        Assert.Equal(
            "epoch 1/3 step 4/9 loss 0.5000  lr 0.001 grad 2  2.5 clips/s  data wait 25 %  eta 0:00:20",
            Progress(epochs: 3, step: 4, steps: 9, loss: 0.5).ToString());

    [Fact]
    public void Utilisation_and_memory_are_shown_where_they_are_known()
    {
        var progress = Progress(epochs: 3, step: 4, steps: 9, loss: 0.5) with { FlopsPerSecond = 1.234e12, FlopUtilization = 0.41, MemoryBytes = 3_400_000_000 };
        Assert.Equal("epoch 1/3 step 4/9 loss 0.5000  lr 0.001 grad 2  2.5 clips/s  data wait 25 %  1234 GFLOP/s (MFU 41 %)  mem 3.4 GB  eta 0:00:20", progress.ToString());
    }

    private static TrainingProgress Progress(int epochs, int step, int steps, double loss) => new()
    {
        Epoch = Math.Min(1, epochs),
        Epochs = epochs,
        Step = step,
        TotalSteps = steps,
        IsEpochEnd = false,
        Loss = loss,
        Top1Accuracy = null,
        Top5Accuracy = null,
        LearningRate = 0.001,
        GradientNorm = 2,
        ClipsPerSecond = 2.5,
        DataWaitShare = 0.25,
        SkippedBatches = 0,
        Elapsed = TimeSpan.FromSeconds(4),
        Remaining = TimeSpan.FromSeconds(20),
        Validation = null,
    };
}
