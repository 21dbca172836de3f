using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>A load under way: the model's tensors, the file's tensors under the names the model uses, and notes on what was changed to fit.</summary>
internal sealed class LoadPlan(nn.Module module, Checkpoint checkpoint, CheckpointLoadOptions options)
{
    public nn.Module Module { get; } = module;

    public Checkpoint Checkpoint { get; } = checkpoint;

    public CheckpointLoadOptions Options { get; } = options;

    /// <summary>The model's own tensors by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Target { get; } = module.state_dict();

    /// <summary>What will be loaded, by the model's names; filled by <see cref="KeyPrefixes"/> and changed by the adapters.</summary>
    public OrderedDictionary<string, Tensor> Source { get; } = [];

    /// <summary>What the file is of; known once prefixes are off.</summary>
    public CheckpointKind Kind { get; set; }

    /// <summary>Tensors that were changed to fit.</summary>
    public List<CheckpointFinding> Adapted { get; } = [];

    /// <summary>Whether the user's wish removed the head.</summary>
    public bool HeadDropped { get; set; }

    public bool TargetHasPrefix(string prefix) => Target.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal));

    public bool SourceHasPrefix(string prefix) => Source.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Puts a changed tensor in place and notes why.</summary>
    public void Adapt(string key, Tensor changed, string explanation)
    {
        var found = Source.TryGetValue(key, out var old) ? old.shape : null;
        Source[key] = changed;
        Adapted.Add(new CheckpointFinding(key, explanation) { ExpectedShape = changed.shape, FoundShape = found });
    }
}
