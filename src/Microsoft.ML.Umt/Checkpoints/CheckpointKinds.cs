namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Tells what a checkpoint is of, and says so in words.</summary>
internal static class CheckpointKinds
{
    /// <summary>The kind that the names speak of, wrappers' prefixes taken off.</summary>
    public static CheckpointKind Of(IEnumerable<string> keys)
    {
        string[] names = [.. keys];
        bool Has(string prefix) => names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));
        if (Has("text_decoder."))
            return CheckpointKind.QuestionAnswering;
        if (Has("text_encoder."))
            return Has("text_encoder.bert.") ? CheckpointKind.VideoTextPretraining : CheckpointKind.VideoTextRetrieval;
        if (Has("bert.embeddings.") || Has("embeddings.word_embeddings."))
            return CheckpointKind.Bert;
        if (Has("visual.") || Has("vision_model.") || Has("transformer.resblocks."))
            return CheckpointKind.Clip;
        if (Has("encoder_to_decoder."))
            return CheckpointKind.PixelReconstruction;
        if (Has("clip_decoder.") || Has("encoder.patch_embed.") || Has("vision_encoder."))
            return CheckpointKind.AlignedEncoder;
        if (Has("patch_embed."))
            return names.Contains("cls_token") ? CheckpointKind.ImageTransformer : CheckpointKind.VideoEncoder;
        return CheckpointKind.Unknown;
    }

    /// <summary>The refusal of a file of the wrong kind.</summary>
    /// <param name="plan">The load under way.</param>
    /// <param name="wanted">What the model takes, in words.</param>
    /// <param name="advice">Where such a file belongs.</param>
    public static CheckpointException Wrong(LoadPlan plan, string wanted, string advice) => Wrong(plan.Kind, plan.Checkpoint.Name, wanted, advice);

    /// <summary>The same before a load.</summary>
    /// <param name="kind">What the file is of.</param>
    /// <param name="file">Path or name of the file.</param>
    /// <param name="wanted">What is taken, in words.</param>
    /// <param name="advice">Where such a file belongs.</param>
    public static CheckpointException Wrong(CheckpointKind kind, string file, string wanted, string advice) =>
        new($"This is {Describe(kind)}, but {wanted} is wanted here. {advice}", file);

    private static string Describe(CheckpointKind kind) => kind switch
    {
        CheckpointKind.VideoTextPretraining => "a video-text model of stage-2 pretraining",
        CheckpointKind.VideoTextRetrieval => "a video-text model finetuned for retrieval or multiple choice",
        CheckpointKind.QuestionAnswering => "a question-answering model",
        CheckpointKind.AlignedEncoder => "a vision encoder of stage-1 pretraining",
        CheckpointKind.PixelReconstruction => "a model of masked pixel reconstruction",
        CheckpointKind.VideoEncoder => "a video encoder or classifier",
        CheckpointKind.ImageTransformer => "an image transformer",
        CheckpointKind.Clip => "a CLIP model",
        CheckpointKind.Bert => "a BERT text model",
        _ => "a checkpoint of an unknown model",
    };
}
