using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Tests.Conformance;
using Microsoft.ML.Umt.Tests.Featurization;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.Tests.Training;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>Pretrainings to which something happens: each ends as documented, by name, and with nothing lost.</summary>
public sealed class PretrainingFailureTests : IDisposable
{
    private readonly TinyPretraining _tiny = new();
    private readonly List<string> _log = [];
    private readonly List<string> _warnings = [];

    public PretrainingFailureTests() => _tiny.Context.Log += (_, line) =>
    {
        _log.Add(line.Message);
        if (line.Kind == ChannelMessageKind.Warning)
            _warnings.Add(line.Message);
    };

    private string Work => Path.Combine(_tiny.Folder, "work");

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Three_kills_end_with_the_same_bytes()
    {
        foreach (var step in (int[])[1, 4, 6])
        {
            var child = ChildProcess.Run(TrainUntilKilled, [Work, $"{step}"]);
            Assert.NotEqual(0, child.ExitCode);
            Assert.Contains($"checkpoint-{step:D9}.safetensors", Directory.EnumerateFiles(Work).Select(Path.GetFileName));
        }
        Assert.Equal(Uninterrupted(), _tiny.Export(Options()));
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
        using var tiny = new TinyPretraining();
        tiny.Export(Options(tiny, arguments[0]));
        return 0;
    }

    [Fact]
    public void A_truncated_checkpoint_is_reported_and_the_one_before_it_used()
    {
        var whole = _tiny.Export(Options());
        var files = Directory.EnumerateFiles(Work, "checkpoint-*").Order().ToArray();
        using (var stream = File.OpenWrite(files[^1]))
            stream.SetLength(stream.Length / 2);
        Assert.Equal(whole, _tiny.Export(Options()));
        Assert.Contains(_warnings, line => line.Contains(Path.GetFileName(files[^1]), StringComparison.Ordinal) && line.Contains("cut short", StringComparison.Ordinal));
    }

    [LinuxFact]
    public void A_full_disk_ends_the_training_and_keeps_what_there_was()
    {
        var options = Options();
        options.MetricsCallback = progress =>
        {
            if (progress is { IsEpochEnd: true, Epoch: 2 })
                FullDisk.Put(Path.Combine(Work, $"checkpoint-{progress.Step + 1:D9}.safetensors.part"));
        };
        var error = Assert.Throws<TrainingCheckpointException>(() => _tiny.Export(options));
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, Directory.EnumerateFiles(Work, "checkpoint-*").Count());
        Assert.Equal(Uninterrupted(), _tiny.Export(Options()));
    }

    [Fact]
    public void Numbers_that_run_away_end_in_a_report()
    {
        var options = Options();
        // Every step multiplies the weights by 1 - 100: they leave the range of float32 soon.
        (options.LearningRate, options.WeightDecay, options.WarmupEpochs, options.Epochs, options.AverageDecay, options.CheckpointSteps) = (10, 10, 0, 200, null, 1000);
        options.BatchSize = 8;
        options.AccumulationSteps = 32;
        var error = Assert.Throws<TrainingDivergedException>(() => _tiny.Fit(options));
        Assert.StartsWith(Work, error.ReportPath, StringComparison.Ordinal);
        var report = File.ReadAllText(error.ReportPath!);
        Assert.Contains("noise ", report, StringComparison.Ordinal);
        Assert.Contains("encoder.blocks.0.attn.qkv.weight", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_video_deleted_in_the_middle_of_an_epoch_ends_the_training_by_name()
    {
        for (var i = 0; i < 6; i++)
            File.Copy(Path.Combine(TinyVideos.Folder, $"{i % 4}.mp4"), Video(i));
        var whole = Export(FileOptions(null));
        var deleting = FileOptions(Work);
        deleting.MetricsCallback = progress =>
        {
            if (progress is { IsEpochEnd: true, Epoch: 1 })
                File.Delete(Video(4));
        };
        var error = Assert.Throws<VideoDecodeException>(() => Export(deleting));
        Assert.Contains(Video(4), error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(Work, "checkpoint-*"));
        File.Copy(Path.Combine(TinyVideos.Folder, "0.mp4"), Video(4));
        Assert.Equal(whole, Export(FileOptions(Work)));

        File.Delete(Video(4));
        var tolerant = FileOptions(null);
        tolerant.Reading.UnreadableVideos = UnreadableVideos.Missing;
        Export(tolerant);
        Assert.Single(_warnings, line => line.Contains(Video(4), StringComparison.Ordinal));
    }

    [Fact]
    public void A_cancelled_pretraining_may_give_its_model()
    {
        using var source = new CancellationTokenSource();
        var options = Options();
        (options.WhenCancelled, options.CancellationToken, options.CheckpointSteps) = (TrainingCancellation.KeepLast, source.Token, null);
        options.MetricsCallback = progress =>
        {
            if (progress is { IsEpochEnd: true, Epoch: 2 })
                source.Cancel();
        };
        Assert.NotEqual(Uninterrupted(), _tiny.Export(options));
        Assert.Equal(Uninterrupted(), _tiny.Export(Options()));
    }

    [Fact]
    public void Reports_and_event_files_tell_utilisation_and_memory()
    {
        var options = _tiny.Options();
        var reports = new List<TrainingProgress>();
        (options.MetricsCallback, options.TensorBoardFolder) = (reports.Add, Path.Combine(_tiny.Folder, "board"));
        _tiny.Fit(options).Dispose();
        Assert.All(reports, report => Assert.InRange(report.FlopUtilization!.Value, 1e-9, 2));
        Assert.All(reports, report => Assert.InRange(report.MemoryBytes!.Value, 1L << 24, 1L << 42));
        Assert.Contains(_log, line => line.Contains("MFU", StringComparison.Ordinal));
        var tags = EventFile.ReadAll(options.TensorBoardFolder).Where(entry => entry.Summary is not null).SelectMany(entry => entry.Summary.Value).Select(value => value.Tag).ToHashSet();
        Assert.Superset(new HashSet<string> { "loss/step", "loss/epoch", "perf/flop_utilization" }, tags);
    }

    private byte[] Uninterrupted()
    {
        var options = Options();
        options.WorkspaceFolder = null;
        return _tiny.Export(options);
    }

    private MaskedTeacherOptions Options() => Options(_tiny, Work);

    private static MaskedTeacherOptions Options(TinyPretraining tiny, string workspace)
    {
        var options = tiny.Options();
        (options.DropPath, options.AverageDecay, options.WorkspaceFolder, options.CheckpointSteps, options.KeptCheckpoints) = (0.3, 0.9, workspace, 1, 100);
        return options;
    }

    private string Video(int number) => Path.Combine(_tiny.Folder, $"{number}.mp4");

    private MaskedTeacherOptions FileOptions(string? workspace)
    {
        var options = _tiny.Options();
        (options.Epochs, options.BatchSize, options.WorkspaceFolder, options.KeptCheckpoints) = (2, 2, workspace, 1);
        (options.Reading.Workers, options.Reading.PrefetchBatches) = (1, 1);
        return options;
    }

    private byte[] Export(MaskedTeacherOptions options)
    {
        var rows = Enumerable.Range(0, 6).Select(i => new VideoRow { Video = MLVideo.FromFile(Video(i)) });
        using var model = _tiny.Fit(options, _tiny.Context.Data.LoadFromEnumerable(rows));
        var path = Path.Combine(_tiny.Folder, $"{Guid.NewGuid():N}.safetensors");
        model.SaveCheckpoint(path);
        return File.ReadAllBytes(path);
    }
}
