using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// A running average of the weights after each step (spec umt-single 5.4). It is what <see cref="EvaluationHook"/> validates when it is given;
/// at the end it is put into the module, unless the best weights are put there afterwards.
/// </summary>
internal sealed class ExponentialMovingAverage : TrainingHook, ICheckpointPart, IDisposable
{
    private readonly nn.Module _module;
    private readonly double _decay;
    private readonly NamedTensors _weights;

    /// <summary>Starts the average at the module's present weights.</summary>
    /// <param name="module">The module that learns.</param>
    /// <param name="decay">Share of the old average that each step keeps, in [0, 1).</param>
    public ExponentialMovingAverage(nn.Module module, double decay = 0.9999)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(decay, 1);
        (_module, _decay, _weights) = (module, decay, NamedTensors.CopyOf(module));
    }

    /// <inheritdoc/>
    public override void OnStepEnd(TrainingState state) => _weights.Average(_module, _decay);

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingState state) => _weights.CopyTo(_module);

    /// <inheritdoc/>
    public string CheckpointName => "average";

    /// <inheritdoc/>
    public void Save(CheckpointSection section) => _weights.Save(section);

    /// <inheritdoc/>
    public void Load(CheckpointSection section) => _weights.Load(section);

    /// <summary>Puts the average into the module until the result is disposed.</summary>
    public IDisposable Swap()
    {
        _weights.Exchange(_module);
        return new SwapBack(this);
    }

    /// <summary>Frees the average.</summary>
    public void Dispose() => _weights.Dispose();

    private sealed class SwapBack(ExponentialMovingAverage average) : IDisposable
    {
        public void Dispose() => average._weights.Exchange(average._module);
    }
}
