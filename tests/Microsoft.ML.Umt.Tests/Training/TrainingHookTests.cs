using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Training;

public sealed class TrainingHookTests
{
    private static readonly TrainingLoopOptions Options = new() { Epochs = 8, LearningRate = CosineSchedule.Constant(0.01) };

    [Fact]
    public void TheBestWeightsAreKept()
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        double[] scores = [.3, .5, .9, double.NaN, .9, .2, .1, .4];
        float[]? atBest = null;
        var epoch = 0;
        using var best = new BestWeights(head, MetricGoal.Top1);
        var evaluation = new EvaluationHook(head, _ =>
        {
            Assert.False(head.training);
            if (epoch == 2)
                atBest = Toy.Weights(head);
            return new Dictionary<string, double> { [MetricNames.Top1] = scores[epoch++] };
        }, best: best);
        new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options, evaluation, best).Run(toy.Batches(16));
        Assert.Equal((.9, 2), (best.Value, best.Epoch));
        Assert.Equal(8, epoch);
        Assert.Equal(atBest, Toy.Weights(head));
    }

    [Fact]
    public void EarlyStoppingEndsInGoodOrder()
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        double[] losses = [1, .8, .79, .81, .82];
        var epoch = 0;
        var reports = new List<TrainingProgress>();
        var state = new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options,
            new EvaluationHook(head, _ => new Dictionary<string, double> { [MetricNames.Loss] = losses[epoch++] }),
            new EarlyStopping(MetricGoal.Loss, patience: 2, minimumGain: 0.05),
            new ProgressHook(reports.Add)).Run(toy.Batches(16));
        Assert.Equal((5, 5), (epoch, state.Epoch));
        Assert.Contains("'loss' has not improved in 3 validations", state.StopReason, StringComparison.Ordinal);
        Assert.Equal(.82, reports[^1].Validation![MetricNames.Loss]);
    }

    [Fact]
    public void AnUnknownGoalIsNamed()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => MetricGoal.Top1.ValueIn(new Dictionary<string, double> { ["loss"] = 1 }));
        Assert.Equal("The validation reports loss, not 'top1'.", error.Message);
    }

    [Fact]
    public void TheAverageIsValidatedAndRemainsAtTheEnd()
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        var expected = Toy.Weights(head);
        using var average = new ExponentialMovingAverage(head, 0.9);
        var follow = new Follow(() => expected = expected.Zip(Toy.Weights(head), (a, w) => 0.9f * a + 0.1f * w).ToArray());
        float[] validated = [];
        var evaluation = new EvaluationHook(head, _ =>
        {
            validated = Toy.Weights(head);
            return new Dictionary<string, double>();
        }, everyEpochs: 3, average);
        new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options, average, follow, evaluation).Run(toy.Batches(16));
        Assert.All(expected.Zip(Toy.Weights(head)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal(validated, Toy.Weights(head));
    }

    private sealed class Follow(Action afterStep) : TrainingHook
    {
        public override void OnStepEnd(TrainingState state) => afterStep();
    }
}
