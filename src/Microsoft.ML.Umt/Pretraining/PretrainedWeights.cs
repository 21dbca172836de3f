using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>
/// The tensors of a pretraining model by the authors' names (<c>encoder.*</c>, and those of the decoders), on the CPU. Owns them. Immutable.
/// </summary>
internal sealed class PretrainedWeights : IDisposable
{
    private const string EncoderPrefix = "encoder.";

    private readonly OrderedDictionary<string, Tensor> _tensors;

    private PretrainedWeights(OrderedDictionary<string, Tensor> tensors) => _tensors = tensors;

    /// <summary>Copies what the module holds now.</summary>
    public static PretrainedWeights CopyOf(nn.Module module)
    {
        using var noGrad = no_grad();
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var (name, tensor) in module.state_dict())
            tensors.Add(name, Copy(tensor));
        return new PretrainedWeights(tensors);
    }

    /// <summary>Reads what <see cref="Write(Stream)"/> wrote.</summary>
    public static PretrainedWeights Read(Stream stream, string name)
    {
        using var noGrad = no_grad();
        using var saved = SafetensorsFile.Read(stream, name);
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var (key, tensor) in saved.Tensors)
            tensors.Add(key, Copy(tensor));
        return new PretrainedWeights(tensors);
    }

    public void Write(Stream stream) => SafetensorsFile.Write(stream, _tensors);

    /// <summary>Writes a checkpoint for others to load.</summary>
    public void Write(string path, IReadOnlyDictionary<string, string> metadata) => WeightExport.Write(path, _tensors, metadata);

    /// <summary>The encoder as a network that makes features: mean token, then a norm at its start values, as finetuning begins with.</summary>
    /// <exception cref="FormatException">A tensor is absent or has another shape.</exception>
    public EncoderModel ToEncoder(ModelPreset preset)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var module = new VideoTransformer(preset.Video!, seed: 0);
        try
        {
            foreach (var (name, target) in module.state_dict())
            {
                if (name.StartsWith("fc_norm.", StringComparison.Ordinal))
                    continue;
                if (!_tensors.TryGetValue(EncoderPrefix + name, out var source) || !source.shape.AsSpan().SequenceEqual(target.shape))
                    throw new FormatException($"The pretrained weights have no tensor '{EncoderPrefix}{name}' of shape [{string.Join(", ", target.shape)}].");
                target.copy_(source);
            }
            return new EncoderModel(preset, module);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
    }

    private static Tensor Copy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().clone().DetachFromDisposeScope();
    }
}
