using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Classification;

/// <summary>Finetunings that are interrupted in every way there is: what remains, and that nothing is lost.</summary>
public sealed class FinetuningResumeTests : IDisposable
{
    private static readonly Lazy<byte[]> Uninterrupted = new(() => Finetuning.Train(Finetuning.Options(VideoTrainingDepth.Full, null)));

    private readonly string _folder = Directory.CreateTempSubdirectory("umt-finetuning-").FullName;

    private string Work => Path.Combine(_folder, "work");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(VideoTrainingDepth.Full)]
    [InlineData(VideoTrainingDepth.Adapter)]
    public void A_resumed_finetuning_ends_with_the_same_bytes(VideoTrainingDepth depth)
    {
        var whole = Finetuning.Train(Finetuning.Options(depth, Work));
        var files = Directory.EnumerateFiles(Work, "checkpoint-*").Order().ToArray();
        Assert.Equal(Finetuning.Steps, files.Length);
        foreach (var last in (int[])[0, 1, 4])
        {
            var options = Finetuning.Options(depth, Path.Combine(_folder, $"from-{last}"));
            Directory.CreateDirectory(options.WorkspaceFolder!);
            File.Copy(files[last], Path.Combine(options.WorkspaceFolder!, Path.GetFileName(files[last])));
            Assert.Equal(whole, Finetuning.Train(options));
        }
        Assert.Equal(whole, Finetuning.Train(Finetuning.Options(depth, null)));
    }

    [Fact]
    public void Three_kills_end_with_the_same_bytes()
    {
        foreach (var step in (int[])[1, 3, 4])
        {
            var child = ChildProcess.Run(TrainUntilKilled, [Work, $"{step}"]);
            Assert.NotEqual(0, child.ExitCode);
            Assert.Contains($"checkpoint-{step:D9}.safetensors", Directory.EnumerateFiles(Work).Select(Path.GetFileName));
        }
        Assert.Equal(Uninterrupted.Value, Finetuning.Train(Finetuning.Options(VideoTrainingDepth.Full, Work)));
    }

    /// <summary>Runs in a child process, which kills itself without any clean-up as soon as it sees the checkpoint of a step.</summary>
    private static int TrainUntilKilled(string[] arguments)
    {
        var path = Path.Combine(arguments[0], $"checkpoint-{int.Parse(arguments[1]):D9}.safetensors");
        var watch = new Thread(() =>
        {
            while (!File.Exists(path))
                Thread.Sleep(1);
            using var self = System.Diagnostics.Process.GetCurrentProcess();
            self.Kill();
        })
        { IsBackground = true };
        watch.Start();
        Finetuning.Train(Finetuning.Options(VideoTrainingDepth.Full, arguments[0]));
        return 0;
    }

    [Fact]
    public void A_failing_callback_loses_no_step()
    {
        var options = Finetuning.Options(VideoTrainingDepth.Full, Work);
        options.CheckpointSteps = null;
        options.MetricsCallback = progress =>
        {
            if (progress is { IsEpochEnd: true, Epoch: 2 })
                throw new InvalidDataException("The dashboard is down.");
        };
        Assert.Throws<InvalidDataException>(() => Finetuning.Train(options));
        Assert.Equal("checkpoint-000000004.safetensors", Path.GetFileName(Assert.Single(Directory.EnumerateFiles(Work, "checkpoint-*"))));
        Assert.Equal(Uninterrupted.Value, Finetuning.Train(Finetuning.Options(VideoTrainingDepth.Full, Work)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Workers_do_not_matter(int workers)
    {
        var options = Finetuning.Options(VideoTrainingDepth.Full, null);
        options.Reading.Workers = workers;
        Assert.Equal(Uninterrupted.Value, Finetuning.Train(options));
    }

    [Fact]
    public void Options_that_change_the_numbers_must_stay()
    {
        Finetuning.Train(Finetuning.Options(VideoTrainingDepth.Full, Work));
        Changed("LearningRate", options => options.LearningRate = 1e-3);
        Changed("Mixup", options => options.Augmentation.Mixup = 0.1);
        Changed("RepeatedAugmentation", options => options.Finetuning.RepeatedAugmentation = 1);
        Changed("Depth", options => options.Depth = VideoTrainingDepth.Adapter);
        var context = new MLContext(1);
        var fewer = Classes.View(context, Finetuning.Videos - 2);
        var error = Assert.Throws<TrainingOptionsChangedException>(() => Finetuning.Train(Finetuning.Options(VideoTrainingDepth.Full, Work), fewer));
        Assert.Contains(error.Changes, change => change.StartsWith("TrainingVideos was ", StringComparison.Ordinal));
        // What only concerns speed may change, and nothing was lost.
        var same = Finetuning.Options(VideoTrainingDepth.Full, Work);
        (same.Reading.Workers, same.Finetuning.CheckpointedBlocks, same.Finetuning.FrameCacheBytes) = (1, 1, 0);
        Assert.Equal(Uninterrupted.Value, Finetuning.Train(same));

        void Changed(string name, Action<VideoClassificationOptions> change)
        {
            var options = Finetuning.Options(VideoTrainingDepth.Full, Work);
            change(options);
            var refused = Assert.Throws<TrainingOptionsChangedException>(() => Finetuning.Train(options));
            Assert.Contains(refused.Changes, text => text.StartsWith(name + " was ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_named_before_the_first_step()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        var options = Finetuning.Options(VideoTrainingDepth.Full, Path.Combine(_folder, "file", "work"));
        options.MetricsCallback = _ => Assert.Fail("It began.");
        Assert.Contains(options.WorkspaceFolder!, Assert.Throws<TrainingCheckpointException>(() => Finetuning.Train(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_checkpoint_is_reported_and_the_one_before_it_used()
    {
        Finetuning.Train(Finetuning.Options(VideoTrainingDepth.Full, Work));
        var files = Directory.EnumerateFiles(Work, "checkpoint-*").Order().ToArray();
        foreach (var file in files[^2..])
        {
            using var stream = File.OpenWrite(file);
            stream.SetLength(stream.Length / 2);
        }
        var context = new MLContext(1);
        var log = new List<string>();
        context.Log += (_, line) => log.Add(line.Message);
        using var model = Classes.Trainer(context, Finetuning.Options(VideoTrainingDepth.Full, Work)).Fit(Classes.View(context, Finetuning.Videos));
        Assert.Equal(Uninterrupted.Value, Finetuning.Bytes(model));
        Assert.Contains(log, line => line.Contains(Path.GetFileName(files[^1]), StringComparison.Ordinal) && line.Contains("cut short", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("Resumed from", StringComparison.Ordinal) && line.Contains(Path.GetFileName(files[^3]), StringComparison.Ordinal));
    }

    [LinuxFact]
    public void A_full_disk_ends_the_training_and_keeps_what_there_was()
    {
        var options = Finetuning.Options(VideoTrainingDepth.Full, Work);
        // At the end of the second epoch, when its checkpoint is about to be written, the disk under it is full.
        options.MetricsCallback = progress =>
        {
            if (progress is { IsEpochEnd: true, Epoch: 2 })
                FullDisk.Put(Path.Combine(Work, $"checkpoint-{progress.Step + 1:D9}.safetensors.part"));
        };
        var error = Assert.Throws<TrainingCheckpointException>(() => Finetuning.Train(options));
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, Directory.EnumerateFiles(Work, "checkpoint-*").Count());
        Assert.Equal(Uninterrupted.Value, Finetuning.Train(Finetuning.Options(VideoTrainingDepth.Full, Work)));
    }

    [Fact]
    public void Numbers_that_run_away_end_in_a_report()
    {
        var options = Finetuning.Options(VideoTrainingDepth.Full, Work);
        // Every step multiplies the weights by 1 - 100: they leave the range of float32 soon.
        (options.LearningRate, options.WeightDecay, options.Epochs, options.EarlyStopping, options.CheckpointSteps) = (10, 10, 60, null, 1000);
        options.Finetuning.WarmupEpochs = 0;
        var error = Assert.Throws<TrainingDivergedException>(() => Finetuning.Train(options));
        Assert.StartsWith(Work, error.ReportPath, StringComparison.Ordinal);
        var report = File.ReadAllText(error.ReportPath!);
        Assert.Contains("dawn", report, StringComparison.Ordinal);
        Assert.Contains("blocks.0.attn.qkv.weight", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrainingCancellation.KeepBest)]
    [InlineData(TrainingCancellation.KeepLast)]
    [InlineData(TrainingCancellation.Throw)]
    public void A_cancelled_finetuning_does_as_it_was_told_and_can_be_resumed(TrainingCancellation whenCancelled)
    {
        using var source = new CancellationTokenSource();
        var options = Finetuning.Options(VideoTrainingDepth.Full, Work);
        (options.WhenCancelled, options.CancellationToken, options.CheckpointSteps) = (whenCancelled, source.Token, null);
        options.MetricsCallback = progress =>
        {
            if (progress is { IsEpochEnd: true, Epoch: 2 })
                source.Cancel();
        };
        if (whenCancelled == TrainingCancellation.Throw)
            Assert.ThrowsAny<OperationCanceledException>(() => Finetuning.Train(options));
        else
            Assert.NotEqual(Uninterrupted.Value, Finetuning.Train(options));
        Assert.Single(Directory.EnumerateFiles(Work, "checkpoint-*"));
        Assert.Equal(Uninterrupted.Value, Finetuning.Train(Finetuning.Options(VideoTrainingDepth.Full, Work)));
    }
}
