using Microsoft.ML.Umt.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Checkpoints;

/// <summary>A state dict in a safetensors file that ends with the object.</summary>
internal sealed class SavedModel : IDisposable
{
    public SavedModel(IReadOnlyDictionary<string, Tensor> tensors) => SafetensorsFile.Write(Path, tensors);

    /// <summary>Saves a model and ends it.</summary>
    public SavedModel(nn.Module model)
        : this(model.state_dict()) => model.Dispose();

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName() + ".safetensors");

    public void Dispose() => File.Delete(Path);
}
