using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>An optimiser whose steps are timed.</summary>
internal sealed class TimedOptimizer(IOptimizer optimizer, PhaseClock clock) : IOptimizer
{
    public IReadOnlyList<ParameterGroup> Groups => optimizer.Groups;

    public string CheckpointName => optimizer.CheckpointName;

    public void Step(double learningRate, double? weightDecay = null) => clock.Time(TrainingPhase.Optimizer, () => optimizer.Step(learningRate, weightDecay));

    public void ZeroGradients() => clock.Time(TrainingPhase.Optimizer, optimizer.ZeroGradients);

    public void Save(CheckpointSection section) => optimizer.Save(section);

    public void Load(CheckpointSection section) => optimizer.Load(section);

    public void Dispose() => optimizer.Dispose();
}
