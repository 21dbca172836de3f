using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Takes the prefixes off that wrappers put before a model's own names (spec <c>umt-single</c>, section 7, step 3).</summary>
internal static class KeyPrefixes
{
    // "module." is data parallelism's, "backbone." and "encoder." are the authors', "vision_encoder." stands in stage-2 files.
    private static readonly string[] Known = ["module.", "model.", "backbone.", "vision_encoder.", "encoder."];

    // A stage-2 file has several parts whose names differ in these very prefixes.
    private static readonly string[] AroundWholeModels = ["module.", "model."];

    public static void Apply(LoadPlan plan)
    {
        var known = plan.Module is VideoTextModel or QuestionAnsweringModel or BertModel or BertLanguageModel ? AroundWholeModels : Known;
        string[] removable = [.. known.Where(prefix => !plan.TargetHasPrefix(prefix))];
        var origins = new Dictionary<string, string>();
        foreach (var (key, tensor) in plan.Checkpoint.Tensors)
        {
            string name = Strip(key, removable);
            if (!origins.TryAdd(name, key))
                throw new CheckpointException($"'{origins[name]}' and '{key}' are the same tensor once their prefixes are taken off; the file mixes two models.", plan.Checkpoint.Name);
            plan.Source.Add(name, tensor);
        }
        plan.Kind = CheckpointKinds.Of(plan.Source.Keys);
    }

    /// <summary>The names of a whole model's file without what wrappers put before them.</summary>
    public static IEnumerable<string> InWholeModel(IEnumerable<string> keys) => keys.Select(key => Strip(key, AroundWholeModels));

    private static string Strip(string key, string[] removable)
    {
        while (removable.FirstOrDefault(prefix => key.StartsWith(prefix, StringComparison.Ordinal)) is { } found)
            key = key[found.Length..];
        return key;
    }
}
