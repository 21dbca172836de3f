using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Benchmarks.VideoText;

/// <summary>An optimiser whose steps are timed.</summary>
internal sealed class ClockedOptimizer(IOptimizer optimizer, VideoTextClock clock) : IOptimizer
{
    public IReadOnlyList<ParameterGroup> Groups => optimizer.Groups;

    public string CheckpointName => optimizer.CheckpointName;

    public void Step(double learningRate, double? weightDecay = null) => clock.Optimize(() => optimizer.Step(learningRate, weightDecay));

    public void ZeroGradients() => clock.Optimize(optimizer.ZeroGradients);

    public void Save(CheckpointSection section) => optimizer.Save(section);

    public void Load(CheckpointSection section) => optimizer.Load(section);

    public void Dispose() => optimizer.Dispose();
}
