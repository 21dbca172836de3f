using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// Loads checkpoints into models by name: finds the state dict, takes wrappers' prefixes off, fits head and position table, converts every number to the
/// model's own type, and reports what it did. Strict unless told otherwise; a load that fails changes nothing.
/// </summary>
public static class CheckpointLoader
{
    /// <summary>Loads a file into a model.</summary>
    /// <param name="module">
    /// A <see cref="Modeling.VideoTransformer"/>, <see cref="Modeling.ImageTransformer"/>, <see cref="Modeling.VideoTextModel"/>,
    /// <see cref="Modeling.QuestionAnsweringModel"/> or any other TorchSharp module.
    /// </param>
    /// <param name="path">The file: safetensors, <c>.pth</c> or TorchScript.</param>
    /// <param name="options">How to fit it; null for the defaults.</param>
    /// <returns>What was loaded, and what was not and why that is harmless.</returns>
    /// <exception cref="CheckpointMismatchException">Strict, and the file does not fit; the message names tensors and shapes.</exception>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public static CheckpointLoadReport Load(nn.Module module, string path, CheckpointLoadOptions? options = null)
    {
        using var checkpoint = Checkpoint.Open(path, options?.Container);
        return Load(module, checkpoint, options);
    }

    /// <summary>Loads an open checkpoint into a model; the checkpoint stays open and unchanged.</summary>
    /// <param name="module">A <see cref="Modeling.VideoTransformer"/>, <see cref="Modeling.ImageTransformer"/> or any other TorchSharp module.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="options">How to fit it; null for the defaults.</param>
    /// <returns>What was loaded, and what was not and why that is harmless.</returns>
    /// <exception cref="CheckpointMismatchException">Strict, and the file does not fit; the message names tensors and shapes.</exception>
    public static CheckpointLoadReport Load(nn.Module module, Checkpoint checkpoint, CheckpointLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(checkpoint);
        options ??= new CheckpointLoadOptions();
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var plan = new LoadPlan(module, checkpoint, options);
        KeyPrefixes.Apply(plan);
        ClipVisionLayout.Apply(plan);
        VideoTextLayout.Apply(plan);
        VisionTowerLayout.Apply(plan);
        BertLayout.Apply(plan);
        HeadRows.Apply(plan);
        FusedQkvBias.Apply(plan);
        PositionRows.Apply(plan);

        var report = Compare(plan);
        if (options.Strict && !report.IsClean)
            throw new CheckpointMismatchException(report);
        foreach (var key in report.Loaded)
            plan.Target[key].copy_(plan.Source[key]);
        return report;
    }

    private static CheckpointLoadReport Compare(LoadPlan plan)
    {
        var fitting = plan.Target.Where(pair => plan.Source.TryGetValue(pair.Key, out var found) && found.shape.SequenceEqual(pair.Value.shape)).ToList();
        long loadedValues = fitting.Sum(pair => pair.Value.numel());
        long allValues = plan.Target.Values.Sum(tensor => tensor.numel());
        return new CheckpointLoadReport(plan.Checkpoint.Name, plan.Checkpoint.Format)
        {
            Loaded = [.. fitting.Select(pair => pair.Key)],
            Missing = [.. plan.Target.Keys.Where(key => !plan.Source.ContainsKey(key)).Select(key => new CheckpointFinding(key, BenignKeys.Missing(key, plan)))],
            Unexpected = [.. plan.Source.Keys.Where(key => !plan.Target.ContainsKey(key)).Select(key => new CheckpointFinding(key, BenignKeys.Unexpected(key, plan)))],
            Mismatched = [.. plan.Target.Where(pair => plan.Source.TryGetValue(pair.Key, out var found) && !found.shape.SequenceEqual(pair.Value.shape))
                .Select(pair => new CheckpointFinding(pair.Key, null) { ExpectedShape = pair.Value.shape, FoundShape = plan.Source[pair.Key].shape })],
            NonFinite = [.. fitting.Where(pair => !IsFinite(plan.Source[pair.Key])).Select(pair => new CheckpointFinding(pair.Key, null))],
            Adapted = plan.Adapted,
            Warnings = [.. Warnings(plan, fitting.Select(pair => pair.Key))],
            LoadedFraction = allValues == 0 ? 1 : (double)loadedValues / allValues,
        };
    }

    private static bool IsFinite(Tensor tensor)
    {
        if (!tensor.is_floating_point())
            return true;
        using var scope = NewDisposeScope();
        return tensor.isfinite().all().item<bool>();
    }

    private static IEnumerable<string> Warnings(LoadPlan plan, IEnumerable<string> loaded)
    {
        string[] biases = [.. loaded.Where(key => key.EndsWith(".q_bias", StringComparison.Ordinal) || key.EndsWith(".v_bias", StringComparison.Ordinal))];
        if (biases.Length > 0 && biases.All(key => IsZero(plan.Source[key])))
        {
            yield return "Every q_bias and v_bias is zero. Some converters lose these biases, and accuracy with them; check where the file comes from.";
        }
    }

    private static bool IsZero(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return !tensor.any().item<bool>();
    }
}
