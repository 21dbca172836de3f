using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// Position and generators as they were when a step ended. What else a checkpoint holds stays as it is until the next step ends, so that together they are a
/// whole checkpoint at any moment between. Owns its tensors.
/// </summary>
internal sealed class StepEnd : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly Dictionary<string, string> _values = [];

    private StepEnd(int step) => Step = step;

    /// <summary>Steps that were done.</summary>
    public int Step { get; }

    /// <summary>Copies the present position and generators.</summary>
    public static StepEnd Of(TrainingState state, string position, IEnumerable<RandomPart> generators)
    {
        using var scope = NewDisposeScope();
        var end = new StepEnd(state.Step);
        state.Save(new CheckpointSection(position, end._tensors, end._values), epochDone: false);
        foreach (var part in generators)
            part.Save(new CheckpointSection(part.CheckpointName, end._tensors, end._values));
        foreach (var tensor in end._tensors.Values)
            tensor.DetachFromDisposeScope();
        return end;
    }

    /// <summary>Puts the copies into a checkpoint; they stay this object's.</summary>
    public void CopyTo(Dictionary<string, Tensor> tensors, Dictionary<string, string> values)
    {
        foreach (var (name, tensor) in _tensors)
            tensors.Add(name, tensor);
        foreach (var (name, value) in _values)
            values.Add(name, value);
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
    }
}
