namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Takes the prefixes off that wrappers put before a model's own names (spec <c>umt-single</c>, section 7, step 3).</summary>
internal static class KeyPrefixes
{
    // "module." is data parallelism's, "backbone." and "encoder." are the authors', "vision_encoder." stands in stage-2 files.
    private static readonly string[] Known = ["module.", "model.", "backbone.", "vision_encoder.", "encoder."];

    public static void Apply(LoadPlan plan)
    {
        string[] removable = [.. Known.Where(prefix => !plan.TargetHasPrefix(prefix))];
        var origins = new Dictionary<string, string>();
        foreach (var (key, tensor) in plan.Checkpoint.Tensors)
        {
            string name = Strip(key, removable);
            if (!origins.TryAdd(name, key))
                throw new CheckpointException($"'{origins[name]}' and '{key}' are the same tensor once their prefixes are taken off; the file mixes two models.", plan.Checkpoint.Name);
            plan.Source.Add(name, tensor);
        }
    }

    private static string Strip(string key, string[] removable)
    {
        while (removable.FirstOrDefault(prefix => key.StartsWith(prefix, StringComparison.Ordinal)) is { } found)
            key = key[found.Length..];
        return key;
    }
}
