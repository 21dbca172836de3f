using System.Text.Json;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Training;

/// <summary>Numbers that are not finite: left out, counted, and in the end a report of what was seen.</summary>
public sealed class DivergenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("umt-divergence-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_report_says_what_was_seen()
    {
        using var head = Toy.Head();
        var before = Toy.Weights(head);
        var error = Assert.Throws<TrainingDivergedException>(() => Train(head, new NamedBatches(poisonedFrom: 2), _folder));
        var path = Assert.Single(Directory.EnumerateFiles(_folder));
        Assert.Equal(path, error.ReportPath);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        // Nothing was learned from the bad numbers.
        Assert.All(Toy.Weights(head), weight => Assert.True(float.IsFinite(weight)));
        Assert.NotEqual(before, Toy.Weights(head));

        using var report = JsonDocument.Parse(File.ReadAllText(path));
        var steps = report.RootElement.GetProperty("leftOutSteps").EnumerateArray().ToArray();
        Assert.Equal([2, 3, 4], steps.Select(step => step.GetProperty("step").GetInt32()));
        Assert.Equal(["row 4", "row 5"], steps[0].GetProperty("samples").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("NaN", steps[^1].GetProperty("losses")[0].GetString());
        Assert.Equal(0.01, steps[^1].GetProperty("learningRate").GetDouble());
        var input = report.RootElement.GetProperty("inputs")[0];
        Assert.Equal("Inputs", input.GetProperty("name").GetString());
        Assert.Equal(1, input.GetProperty("notFinite").GetInt64());
        Assert.True(double.IsFinite(input.GetProperty("mean").GetDouble()));
        Assert.Equal(["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"], Names(report, "parameters").Order(StringComparer.Ordinal).OrderBy(name => name[..3]).ThenByDescending(name => name));
        Assert.Equal(4, Names(report, "gradients").Length);
        Assert.True(report.RootElement.GetProperty("gradients")[0].GetProperty("notFinite").GetInt64() > 0);
    }

    [Fact]
    public void Without_a_folder_there_is_no_report_and_the_message_says_so()
    {
        using var head = Toy.Head();
        var error = Assert.Throws<TrainingDivergedException>(() => Train(head, new NamedBatches(poisonedFrom: 0), folder: null));
        Assert.Null(error.ReportPath);
        Assert.Contains("workspace folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_that_cannot_be_written_hides_nothing()
    {
        var log = new List<string>();
        using var head = Toy.Head();
        var error = Assert.Throws<TrainingDivergedException>(() => Train(head, new NamedBatches(poisonedFrom: 0), Path.Combine(_folder, "absent"), log.Add));
        Assert.Null(error.ReportPath);
        Assert.Contains(log, line => line.Contains("absent", StringComparison.Ordinal));
    }

    [Fact]
    public void One_bad_batch_leaves_its_whole_step_out()
    {
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        var options = new TrainingLoopOptions { Epochs = 1, LearningRate = CosineSchedule.Constant(0.01), AccumulationSteps = 3 };
        var state = new TrainingLoop<TestBatch>(new TestTask(head), optimizer, options).Run(new NamedBatches(poisonedFrom: 4, count: 9, poisonedTo: 4));
        Assert.Equal((3, 3, 12L), (state.Step, state.SkippedBatches, state.SamplesSeen));
        Assert.Equal(0, state.NonFiniteInARow);
    }

    private static string[] Names(JsonDocument report, string list) =>
        [.. report.RootElement.GetProperty(list).EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)];

    private static void Train(nn.Module<Tensor, Tensor> head, NamedBatches batches, string? folder, Action<string>? log = null)
    {
        using var optimizer = Toy.Optimizer(head);
        var options = new TrainingLoopOptions { Epochs = 1, LearningRate = CosineSchedule.Constant(0.01), MaxConsecutiveNonFinite = 3, DumpFolder = folder, Log = log };
        new TrainingLoop<TestBatch>(new TestTask(head), optimizer, options).Run(batches);
    }

    private sealed record TestBatch(Tensor Inputs, Tensor Labels, IReadOnlyList<string> SampleNames) : IDescribedBatch, IDisposable
    {
        public IEnumerable<(string Name, Tensor Values)> Tensors => [(nameof(Inputs), Inputs)];

        public void Dispose()
        {
            Inputs.Dispose();
            Labels.Dispose();
        }
    }

    private sealed class TestTask(nn.Module<Tensor, Tensor> module) : ITrainingTask<TestBatch>
    {
        public nn.Module Module => module;

        public BatchLoss ComputeLoss(TestBatch batch, StepContext context) =>
            new(ClassificationLoss.CrossEntropy(module.call(batch.Inputs), batch.Labels), batch.SampleNames.Count);
    }

    /// <summary>Batches of two rows, one number of which is NaN from some batch on.</summary>
    private sealed class NamedBatches(int poisonedFrom, int count = 8, int poisonedTo = int.MaxValue) : IBatchSource<TestBatch>
    {
        public int BatchesPerEpoch => count;

        public IEnumerable<TestBatch> Epoch(int epoch, CancellationToken cancellationToken)
        {
            for (var i = 0; i < count; i++)
            {
                using var toy = new Toy(samples: 2, seed: i + 1);
                using (no_grad())
                {
                    if (i >= poisonedFrom && i <= poisonedTo)
                        toy.Inputs[1, 3] = float.NaN;
                }
                yield return new TestBatch(toy.Inputs.clone().DetachFromDisposeScope(), toy.Labels.clone().DetachFromDisposeScope(), [$"row {2 * i}", $"row {2 * i + 1}"]);
            }
        }
    }
}
