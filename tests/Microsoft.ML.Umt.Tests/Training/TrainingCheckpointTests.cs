using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Tests.Training;

public sealed class TrainingCheckpointTests : IDisposable
{
    private static readonly Lazy<float[]> Uninterrupted = new(() =>
    {
        using var tests = new TrainingCheckpointTests();
        return CheckpointedToy.Train(tests._folder, everySteps: 1000);
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("umt-checkpoints-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(11)]
    [InlineData(15)]
    public void AResumedTrainingEndsWithTheSameBits(int diesAfterStep)
    {
        Assert.Throws<Death>(() => CheckpointedToy.Train(_folder, afterStep: state =>
        {
            if (state.Step == diesAfterStep)
                throw new Death();
        }));
        var log = new List<string>();
        Assert.Equal(Uninterrupted.Value, CheckpointedToy.Train(_folder, log: log.Add));
        Assert.Contains(log, line => line.Contains($"{diesAfterStep} of 16 steps done", StringComparison.Ordinal));
        // A finished training is resumed at its end: same weights, nothing is trained.
        Assert.Equal(Uninterrupted.Value, CheckpointedToy.Train(_folder, afterStep: _ => Assert.Fail("It was finished.")));
    }

    [Fact]
    public void SeveralDeathsBetweenSparseCheckpointsMakeNoDifference()
    {
        foreach (var death in (int[])[2, 5, 6, 13])
        {
            Assert.Throws<Death>(() => CheckpointedToy.Train(_folder, everySteps: 3, afterStep: state =>
            {
                if (state.Step == death)
                    throw new Death();
            }));
        }
        Assert.Equal(Uninterrupted.Value, CheckpointedToy.Train(_folder, everySteps: 3));
    }

    [Fact]
    public void TheProgressOfAResumedEpochCoversAllOfIt()
    {
        List<double> whole = [], resumed = [];
        using (var other = new TrainingCheckpointTests())
            CheckpointedToy.Train(other._folder, reports: report => whole.Add(report.Loss));
        Assert.Throws<Death>(() => CheckpointedToy.Train(_folder, afterStep: state => throw new Death()));
        CheckpointedToy.Train(_folder, reports: report => resumed.Add(report.Loss));
        Assert.Equal(whole, resumed);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(9, 0)]
    [InlineData(6, 700)]
    public void AKilledProcessLeavesAWholeCheckpoint(int step, int bytes)
    {
        var child = ChildProcess.Run(TrainUntilKilled, [_folder, $"{step}", $"{bytes}"]);
        Assert.NotEqual(0, child.ExitCode);
        Assert.Equal(bytes > 0, Directory.EnumerateFiles(_folder, "*.part").Any());
        Assert.Equal(Uninterrupted.Value, CheckpointedToy.Train(_folder));
        Assert.Empty(Directory.EnumerateFiles(_folder, "*.part"));
    }

    /// <summary>Runs in a child process and kills it, without any clean-up, after a step or in the middle of that step's checkpoint.</summary>
    private static int TrainUntilKilled(string[] arguments)
    {
        int step = int.Parse(arguments[1]), bytes = int.Parse(arguments[2]), written = 0;
        CheckpointedToy.Train(
            arguments[0],
            create: path => new CuttingStream(File.Create(path), ++written == step && bytes > 0 ? bytes : long.MaxValue, Kill),
            afterStep: state =>
            {
                if (state.Step == step && bytes == 0)
                    Kill();
            });
        return 0;
    }

    private static void Kill()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    [Fact]
    public void ADamagedCheckpointFallsBackToTheOneBefore()
    {
        Assert.Throws<Death>(() => CheckpointedToy.Train(_folder, afterStep: state =>
        {
            if (state.Step == 7)
                throw new Death();
        }));
        var files = Directory.EnumerateFiles(_folder, "*.safetensors").Order().ToArray();
        Assert.Equal(["checkpoint-000000005.safetensors", "checkpoint-000000006.safetensors", "checkpoint-000000007.safetensors"], files.Select(Path.GetFileName));
        using (var newest = File.OpenWrite(files[^1]))
            newest.SetLength(newest.Length / 2);
        var log = new List<string>();
        Assert.Equal(Uninterrupted.Value, CheckpointedToy.Train(_folder, log: log.Add));
        Assert.Contains(log, line => line.Contains("checkpoint-000000007", StringComparison.Ordinal) && line.Contains("cut short", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("Resumed from", StringComparison.Ordinal) && line.Contains("checkpoint-000000006", StringComparison.Ordinal));
    }

    [Fact]
    public void WhenAllAreDamagedNothingIsStartedAnew()
    {
        Assert.Throws<Death>(() => CheckpointedToy.Train(_folder, afterStep: _ => throw new Death()));
        foreach (var file in Directory.EnumerateFiles(_folder, "*.safetensors"))
            File.WriteAllText(file, "x");
        var error = Assert.Throws<TrainingCheckpointException>(() => CheckpointedToy.Train(_folder));
        Assert.Contains("None of the 1 training checkpoints", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChangedOptionsAreNamed()
    {
        Assert.Throws<Death>(() => CheckpointedToy.Train(_folder, afterStep: _ => throw new Death()));
        var error = Assert.Throws<TrainingOptionsChangedException>(() => CheckpointedToy.Train(_folder, fingerprint: CheckpointedToy.Fingerprint("0.1")));
        Assert.Equal(["LearningRate was 0.03 and is now 0.1"], error.Changes);
        // Nothing was lost: the old options still resume.
        Assert.Equal(Uninterrupted.Value, CheckpointedToy.Train(_folder));
    }

    [Fact]
    public void AFullDiskEndsTheTrainingAndKeepsWhatThereWas()
    {
        var files = 0;
        Stream Create(string path) => new CuttingStream(File.Create(path), ++files == 4 ? 900 : long.MaxValue, () => throw new IOException("No space left on device."));
        var error = Assert.Throws<TrainingCheckpointException>(() => CheckpointedToy.Train(_folder, create: Create));
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Contains("checkpoint-000000004", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, Directory.EnumerateFiles(_folder, "checkpoint-*").Count());
        Assert.Equal(Uninterrupted.Value, CheckpointedToy.Train(_folder));
    }

    [Fact]
    public void AFolderThatCannotBeWrittenToFailsBeforeAnyStep()
    {
        var file = Path.Combine(_folder, "a-file");
        File.WriteAllText(file, "");
        var error = Assert.Throws<TrainingCheckpointException>(() => CheckpointedToy.Train(Path.Combine(file, "inside"), afterStep: _ => Assert.Fail("It began.")));
        Assert.Contains("inside", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoTrainingsCannotShareAFolder()
    {
        using var store = new TrainingCheckpointStore(_folder, keep: 1, _ => { });
        Assert.Throws<TrainingCheckpointException>(() => CheckpointedToy.Train(_folder));
    }

    [Fact]
    public void CheckpointsAreWrittenByTheClockToo()
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        using var store = new TrainingCheckpointStore(_folder, keep: 100, _ => { });
        var hook = new CheckpointHook(store, CheckpointedToy.Fingerprint(), [new ModulePart(head), optimizer], everySteps: null, every: TimeSpan.Zero, _ => { });
        new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, new() { Epochs = 2, LearningRate = CosineSchedule.Constant(0.01) }, hook).Run(toy.Batches(32));
        Assert.Equal(6, store.Files.Count);
    }

    private sealed class Death : Exception;
}
