using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Training;

public sealed class TensorBoardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("umt-tensorboard-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_step_and_epoch_is_in_the_event_file()
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        var options = new TrainingLoopOptions { Epochs = 2, LearningRate = CosineSchedule.ForEpochs(0.03, 1e-4, 2, 6, warmupEpochs: 1) };
        var losses = new List<float>();
        var evaluation = new EvaluationHook(head, _ => new Dictionary<string, double> { ["top1"] = 0.5 });
        var board = new TensorBoardHook(Path.Combine(_folder, "run"), new TrainingCost(1e6, CPU, ScalarType.Float32), warning => Assert.Fail(warning));
        new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, options, evaluation, new AfterStep(state => losses.Add((float)state.StepLoss)), board).Run(toy.Batches(16));

        var values = EventFile.ReadAll(Path.Combine(_folder, "run")).Where(entry => entry.Summary is not null)
            .SelectMany(entry => entry.Summary.Value.Select(value => (entry.Step, value.Tag, value.SimpleValue)))
            .ToLookup(value => value.Tag, value => (value.Step, value.SimpleValue));
        Assert.Equal(losses.Select((loss, i) => ((long)i + 1, loss)), values["loss/step"]);
        Assert.Equal(Enumerable.Range(0, 12).Select(step => (step + 1L, (float)options.LearningRate[step])), values["opt/learning_rate"]);
        Assert.Equal([6, 12], values["loss/epoch"].Select(value => value.Step));
        Assert.Equal([(6, 0.5f), (12, 0.5f)], values["validation/top1"]);
        Assert.All(values["perf/flop_utilization"], value => Assert.True(value.SimpleValue > 0));
        Assert.All(values["perf/memory_gb"], value => Assert.True(value.SimpleValue > 0));
        Assert.Contains("perf/clips_per_second", values.Select(value => value.Key));
    }

    /// <summary>As when the disk is full: the writer opens its file for every event.</summary>
    [Fact]
    public void A_training_outlives_its_curves()
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        var (folder, warnings) = (Path.Combine(_folder, "gone"), new List<string>());
        var board = new TensorBoardHook(folder, null, warnings.Add);
        var breaks = new AfterStep(state =>
        {
            if (state.Step == 2)
            {
                Directory.Delete(folder, recursive: true);
                File.WriteAllText(folder, "no folder any more");
            }
        });
        var end = new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, new TrainingLoopOptions { Epochs = 2, LearningRate = CosineSchedule.Constant(0.01) }, breaks, board).Run(toy.Batches(16));
        Assert.Equal(12, end.Step);
        Assert.Contains("TensorBoard", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_go_beside_them_as_they_are()
    {
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2, 3];
        var pictures = new EventPictures(_folder);
        pictures.Add("teacher attention", 7, png, 32, 16);
        pictures.Add("teacher attention", 8, png, 32, 16);
        var events = EventFile.ReadAll(_folder);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal([7, 8], events.Skip(1).Select(entry => entry.Step));
        var value = Assert.Single(events[1].Summary.Value);
        Assert.Equal(("teacher attention", 32, 16), (value.Tag, value.Image.Width, value.Image.Height));
        Assert.Equal(png, value.Image.EncodedImageString.ToByteArray());
    }
}
