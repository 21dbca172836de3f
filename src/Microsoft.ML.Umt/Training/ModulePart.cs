using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>The weights and buffers of the module that learns.</summary>
internal sealed class ModulePart(nn.Module module) : ICheckpointPart
{
    public string CheckpointName => "model";

    public void Save(CheckpointSection section)
    {
        foreach (var (name, tensor) in module.state_dict())
            section.Write(name, tensor);
    }

    public void Load(CheckpointSection section)
    {
        foreach (var (name, tensor) in module.state_dict())
            section.CopyTo(name, tensor);
    }
}
