using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>Keeps the weights of the best validation and puts them back at the end. A hook, to be listed behind <see cref="EvaluationHook"/>.</summary>
/// <param name="module">The module that learns.</param>
/// <param name="goal">What "best" means.</param>
/// <param name="evenWhenCancelled">False leaves the last weights in a training that was cancelled.</param>
internal sealed class BestWeights(nn.Module module, MetricGoal goal, bool evenWhenCancelled = true) : TrainingHook, ICheckpointPart, IDisposable
{
    private const string ValueKey = "value", EpochKey = "epoch";

    private NamedTensors? _weights;

    /// <summary>The best result so far; null before the first validation.</summary>
    public double? Value { get; private set; }

    /// <summary>The epoch of the best result, from 0.</summary>
    public int Epoch { get; private set; }

    /// <summary>Keeps the module's present weights if the results are better than all before.</summary>
    public void Consider(IReadOnlyDictionary<string, double> results, int epoch)
    {
        var value = goal.ValueIn(results);
        if (!goal.IsBetter(value, Value))
            return;
        (Value, Epoch) = (value, epoch);
        if (_weights is null)
            _weights = NamedTensors.CopyOf(module);
        else
            _weights.CopyFrom(module);
    }

    /// <inheritdoc/>
    public string CheckpointName => "best";

    /// <inheritdoc/>
    public void Save(CheckpointSection section)
    {
        if (_weights is null || Value is not { } value)
            return;
        section.Write(ValueKey, value);
        section.Write(EpochKey, (long)Epoch);
        _weights.Save(section);
    }

    /// <inheritdoc/>
    public void Load(CheckpointSection section)
    {
        if (section.FindText(ValueKey) is null)
            return;
        (Value, Epoch) = (section.ReadDouble(ValueKey), section.ReadInt32(EpochKey));
        _weights ??= NamedTensors.CopyOf(module);
        _weights.Load(section);
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingState state)
    {
        if (evenWhenCancelled || !state.WasCancelled)
            Restore();
    }

    /// <summary>Whether the module has the best weights now.</summary>
    public bool WasRestored { get; private set; }

    /// <summary>Puts the best weights into the module; nothing happens before the first validation.</summary>
    public void Restore()
    {
        _weights?.CopyTo(module);
        WasRestored = _weights is not null;
    }

    /// <summary>Frees the copy.</summary>
    public void Dispose() => _weights?.Dispose();
}
