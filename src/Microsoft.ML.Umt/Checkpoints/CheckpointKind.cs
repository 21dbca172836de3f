namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>What a checkpoint is of, by the names of its tensors.</summary>
internal enum CheckpointKind
{
    Unknown,

    /// <summary>Stage 2 as it is pretrained: with the head that guesses words.</summary>
    VideoTextPretraining,

    /// <summary>Stage 2 finetuned for retrieval or multiple choice.</summary>
    VideoTextRetrieval,

    /// <summary>Finetuned for question answering.</summary>
    QuestionAnswering,

    /// <summary>Stage 1: the encoder with the decoders that were aligned with a teacher.</summary>
    AlignedEncoder,

    /// <summary>Masked pixel reconstruction.</summary>
    PixelReconstruction,

    /// <summary>A video transformer as it is finetuned or used, with or without a head.</summary>
    VideoEncoder,

    /// <summary>An image transformer with a class token, timm's layout.</summary>
    ImageTransformer,

    /// <summary>CLIP, whole or its visual encoder.</summary>
    Clip,

    /// <summary>BERT in Hugging Face's layout.</summary>
    Bert,
}
