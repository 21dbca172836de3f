namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Knows which missing and unexpected tensors are harmless, and why.</summary>
internal static class BenignKeys
{
    // A name that ends in a dot stands for everything below it; any other is the whole name.
    private static readonly (string Name, string Explanation)[] UnexpectedAlways =
    [
        ("clip_decoder.", "a pretraining decoder, of use only against the teacher"),
        ("clip_teacher.", "the frozen teacher of pretraining"),
        ("decoder.", "the pixel decoder of masked pretraining"),
        ("encoder_to_decoder.", "the pixel decoder of masked pretraining"),
        ("mask_token", "the pixel decoder of masked pretraining"),
        ("pool_norm.", "the norm of the video-text model's pooled token"),
        ("text_encoder.", "the text side of a video-text model"),
        ("text_proj.", "the text side of a video-text model"),
        ("vision_proj.", "the matching head of a video-text model"),
        ("itm_head.", "the matching head of a video-text model"),
        ("temp", "the temperature of a video-text model"),
        ("text_decoder.", "the answer decoder of a question-answering model"),
    ];

    /// <summary>Why it does no harm that the file lacks a tensor; null if it may.</summary>
    public static string? Missing(string key, LoadPlan plan)
    {
        if (VideoTextBenignKeys.Knows(plan))
            return VideoTextBenignKeys.Missing(key, plan);
        if (key == "pos_embed" && plan.Module is Modeling.VideoTransformer { Config.Positions: Modeling.PositionTable.Interpolated })
            return "published checkpoints leave the fixed position table out; the model makes its own";
        if (plan.HeadDropped && key.StartsWith("head.", StringComparison.Ordinal))
            return "the head was dropped as asked and starts fresh";
        if (IsPretraining(plan) && (key.StartsWith("head.", StringComparison.Ordinal) || key.StartsWith("fc_norm.", StringComparison.Ordinal)))
            return "a pretraining checkpoint has no classifier; it starts fresh";
        return null;
    }

    /// <summary>Why it does no harm that the model lacks a tensor; null if it may.</summary>
    public static string? Unexpected(string key, LoadPlan plan)
    {
        if (VideoTextBenignKeys.Knows(plan))
            return VideoTextBenignKeys.Unexpected(key, plan);
        if (key == "pos_embed" && plan.Module is Modeling.VideoTransformer)
            return "the model makes its own fixed position table";
        if (key.StartsWith("head.", StringComparison.Ordinal) && !plan.TargetHasPrefix("head."))
            return "the model has no head";
        if (key.StartsWith("norm.", StringComparison.Ordinal) && IsPretraining(plan))
            return "the final norm of pretraining; finetuning starts a fresh fc_norm";
        return UnexpectedAlways.FirstOrDefault(known => known.Name.EndsWith('.') ? key.StartsWith(known.Name, StringComparison.Ordinal) : key == known.Name).Explanation;
    }

    /// <summary>Whether the file is an encoder without any classifier.</summary>
    private static bool IsPretraining(LoadPlan plan) =>
        plan.Module is Modeling.VideoTransformer && !plan.HeadDropped && plan.SourceHasPrefix("patch_embed.")
        && !plan.SourceHasPrefix("head.") && !plan.SourceHasPrefix("fc_norm.");
}
