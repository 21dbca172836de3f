using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// Brings BERT files of Hugging Face's layout, and the text encoders of stage-2 files, into the names of the text tower: with or without <c>bert.</c>,
/// norms called gamma and beta in old files.
/// </summary>
internal static class BertLayout
{
    private const string TextEncoder = "text_encoder.";

    public static void Apply(LoadPlan plan)
    {
        var language = plan.Module is BertLanguageModel;
        if (!language && plan.Module is not BertModel)
            return;
        if (plan.Kind is not (CheckpointKind.Bert or CheckpointKind.VideoTextPretraining or CheckpointKind.VideoTextRetrieval or CheckpointKind.QuestionAnswering))
            throw CheckpointKinds.Wrong(plan, "a BERT text encoder", "Take a BERT checkpoint of Hugging Face's layout or a stage-2 checkpoint.");
        var theirs = plan.Source.ToList();
        plan.Source.Clear();
        foreach (var (key, tensor) in theirs)
        {
            if (plan.Kind != CheckpointKind.Bert && !key.StartsWith(TextEncoder, StringComparison.Ordinal))
                continue;
            var name = Norm(VideoTextNames.Plain(plan.Kind == CheckpointKind.Bert ? key : key[TextEncoder.Length..]));
            plan.Source[language && !name.StartsWith("cls.", StringComparison.Ordinal) ? "bert." + name : name] = tensor;
        }
        if (plan.Options.FirstLayersOnly)
            DropDeeperLayers(plan);
    }

    private static string Norm(string name)
    {
        if (name.EndsWith(".gamma", StringComparison.Ordinal))
            return name[..^".gamma".Length] + ".weight";
        return name.EndsWith(".beta", StringComparison.Ordinal) ? name[..^".beta".Length] + ".bias" : name;
    }

    private static void DropDeeperLayers(LoadPlan plan)
    {
        foreach (var key in plan.Source.Keys.Where(key => key.Contains("encoder.layer.", StringComparison.Ordinal) && !plan.Target.ContainsKey(key)).ToList())
            plan.Source.Remove(key);
    }
}
