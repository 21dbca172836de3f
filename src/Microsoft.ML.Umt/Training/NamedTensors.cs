using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>A copy of a module's parameters and buffers. Owns its tensors.</summary>
internal sealed class NamedTensors : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors;

    private NamedTensors(Dictionary<string, Tensor> tensors) => _tensors = tensors;

    /// <summary>Copies what the module holds now.</summary>
    public static NamedTensors CopyOf(nn.Module module)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return new NamedTensors(module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope()));
    }

    /// <summary>Writes the copy back into the module.</summary>
    public void CopyTo(nn.Module module) => ForEach(module, (own, live) => live.copy_(own));

    /// <summary>Takes the module's present values.</summary>
    public void CopyFrom(nn.Module module) => ForEach(module, (own, live) => own.copy_(live));

    /// <summary>Exchanges the copy and the module's values.</summary>
    public void Exchange(nn.Module module) => ForEach(module, (own, live) =>
    {
        using var kept = live.clone();
        live.copy_(own);
        own.copy_(kept);
    });

    /// <summary>Moves the copy towards the module: <c>copy = decay * copy + (1 - decay) * module</c>; whole numbers are taken over.</summary>
    public void Average(nn.Module module, double decay) => ForEach(module, (own, live) =>
    {
        if (own.is_floating_point())
            own.mul_(decay).add_(live, alpha: 1 - decay);
        else
            own.copy_(live);
    });

    /// <summary>Writes the copy into a checkpoint.</summary>
    public void Save(CheckpointSection section)
    {
        foreach (var (name, tensor) in _tensors)
            section.Write(name, tensor);
    }

    /// <summary>Takes the copy from a checkpoint.</summary>
    public void Load(CheckpointSection section)
    {
        foreach (var (name, tensor) in _tensors)
            section.CopyTo(name, tensor);
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
    }

    private void ForEach(nn.Module module, Action<Tensor, Tensor> action)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, live) in module.state_dict())
            action(_tensors[name], live);
    }
}
