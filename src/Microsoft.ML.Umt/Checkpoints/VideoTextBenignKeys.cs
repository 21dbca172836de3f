using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Knows which missing and unexpected tensors are harmless in video-text and question-answering models and their towers, and why.</summary>
internal static class VideoTextBenignKeys
{
    private static readonly (string Name, string Explanation)[] RetrievalHeads =
    [
        ("temp", "the temperature of video-text comparison, which question answering does not use"),
        ("vision_proj.", "a head of video-text comparison, which question answering does not use"),
        ("text_proj.", "a head of video-text comparison, which question answering does not use"),
        ("itm_head.", "a head of video-text comparison, which question answering does not use"),
        ("vision_encoder.pool_norm.", "the norm of the pooled token, which question answering does not use"),
        ("vision_encoder.clip_decoder.", "a pretraining decoder, of use only against the teacher"),
        ("clip_teacher.", "the frozen teacher of pretraining"),
    ];

    private static readonly (string Name, string Explanation)[] BesideTheTower =
    [
        ("head.", "the tower has no classifier"),
        ("fc_norm.", "the norm of a classifier's pooled token"),
        ("norm.", "the norm of a classifier's token"),
        ("cls_token", "the tower has no class token"),
        ("pos_embed", "the tower computes its positions"),
        ("encoder.pos_embed", "the tower computes its positions"),
        ("clip_decoder.", "a pretraining decoder, of use only against the teacher"),
        ("pool_norm.", "the norm of the pooled token, which question answering does not use"),
        ("decoder.", "the pixel decoder of masked pretraining"),
        ("encoder_to_decoder.", "the pixel decoder of masked pretraining"),
        ("mask_token", "the pixel decoder of masked pretraining"),
        ("clip_teacher.", "the frozen teacher of pretraining"),
        ("text_encoder.", "the text side of the file"),
        ("text_decoder.", "the text side of the file"),
        ("text_proj.", "the heads of the file"),
        ("vision_proj.", "the heads of the file"),
        ("itm_head.", "the heads of the file"),
        ("temp", "the heads of the file"),
    ];

    public static bool Knows(LoadPlan plan) => plan.Module is VideoTextModel or QuestionAnsweringModel or VisionTower or BertModel or BertLanguageModel;

    /// <summary>Why it does no harm that the file lacks a tensor; null if it may.</summary>
    public static string? Missing(string key, LoadPlan plan)
    {
        if (key.EndsWith("embeddings.position_ids", StringComparison.Ordinal))
            return "positions always count from 0";
        if (TiedNames.IsSecond(key))
            return "the same as the word vectors and the head's own bias";
        if (key.Contains("cls.predictions.", StringComparison.Ordinal) && !plan.Source.Keys.Any(name => name.Contains("cls.predictions.", StringComparison.Ordinal)))
            return "the file has no word head; it starts fresh";
        if (key.Contains(".crossattention.", StringComparison.Ordinal) && plan.Kind == CheckpointKind.Bert)
            return "a plain BERT looks at nothing but text; these layers start fresh";
        if (VideoTextLayout.IsMemory(key) && plan.Kind != CheckpointKind.QuestionAnswering)
            return "the file's layer reads the video, the decoder's the question, and their widths differ; it starts fresh";
        if (key.Contains("clip_decoder.", StringComparison.Ordinal) && !plan.Source.Keys.Any(name => name.Contains("clip_decoder.", StringComparison.Ordinal)))
            return "the file has no decoder for this teacher and these layers; it starts fresh";
        if (plan.Module is not VisionTower)
            return null;
        if (key.StartsWith("pool_norm.", StringComparison.Ordinal))
            return "the file's encoder pools without it; it starts fresh";
        if (key.StartsWith("encoder.norm.", StringComparison.Ordinal) && plan.Kind == CheckpointKind.VideoEncoder)
            return "a classifier has no norm before pooling; it starts fresh";
        return key == "encoder.pos_embed" ? "the file computes its positions; the tower's learned ones start fresh" : null;
    }

    /// <summary>Why it does no harm that the model lacks a tensor; null if it may.</summary>
    public static string? Unexpected(string key, LoadPlan plan) => plan.Module switch
    {
        QuestionAnsweringModel => Find(RetrievalHeads, key),
        VideoTextModel when key.StartsWith("clip_teacher.", StringComparison.Ordinal) => "the frozen teacher of pretraining",
        VideoTextModel { Config.AlignedLayers: 0 } when key.StartsWith("vision_encoder.clip_decoder.", StringComparison.Ordinal) =>
            "a pretraining decoder, of use only against the teacher",
        VideoTextModel { Config.LanguageHead: false } when key.StartsWith("text_encoder.cls.", StringComparison.Ordinal) => "the model has no word head",
        VisionTower => Find(BesideTheTower, key),
        BertModel when key.StartsWith("cls.", StringComparison.Ordinal) => "the model has no word head",
        BertModel or BertLanguageModel => Pooler(VideoTextNames.Plain(key)),
        _ => null,
    };

    private static string? Pooler(string key) =>
        key.StartsWith("pooler.", StringComparison.Ordinal) || key.StartsWith("cls.seq_relationship.", StringComparison.Ordinal)
            ? "BERT's next-sentence head, which the text tower does not use"
            : null;

    private static string? Find((string Name, string Explanation)[] known, string key) =>
        known.FirstOrDefault(entry => entry.Name.EndsWith('.') ? key.StartsWith(entry.Name, StringComparison.Ordinal) : key == entry.Name).Explanation;
}
