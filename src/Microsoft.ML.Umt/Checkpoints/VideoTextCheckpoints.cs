using Microsoft.ML.Umt.Modeling;
using TorchSharp;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// Loads one tower of a video-text or question-answering model from a file of its own. Whole files go through <see cref="CheckpointLoader"/>. Strict
/// unless told otherwise; a load that fails changes nothing.
/// </summary>
public static class VideoTextCheckpoints
{
    /// <summary>
    /// Loads the vision tower: from stage-1 pretraining (ours or the authors'), a video encoder, a stage-2 file, or an image transformer of timm's
    /// layout. What the file cannot give, such as the norm of pooled tokens, keeps its values and is explained.
    /// </summary>
    /// <param name="model">A model.</param>
    /// <param name="path">The file: safetensors, <c>.pth</c> or TorchScript.</param>
    /// <param name="options">How to fit it; null for the defaults.</param>
    /// <exception cref="CheckpointMismatchException">Strict, and the file does not fit; the message names tensors and shapes.</exception>
    /// <exception cref="CheckpointException">The file cannot be read, or is of another kind, which the message names.</exception>
    public static CheckpointLoadReport LoadVision(VideoTextModel model, string path, CheckpointLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return CheckpointLoader.Load(model.vision_encoder, path, options);
    }

    /// <inheritdoc cref="LoadVision(VideoTextModel, string, CheckpointLoadOptions?)"/>
    public static CheckpointLoadReport LoadVision(QuestionAnsweringModel model, string path, CheckpointLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return CheckpointLoader.Load(model.vision_encoder, path, options);
    }

    /// <summary>
    /// Loads the text tower from BERT in Hugging Face's layout, or from a stage-2 file. Layers that look at the video keep their values where the file
    /// is a plain BERT; its next-sentence head is left out.
    /// </summary>
    /// <param name="model">A model.</param>
    /// <param name="path">The file: safetensors or <c>.pth</c> (<c>pytorch_model.bin</c> is one).</param>
    /// <param name="options">How to fit it; null for the defaults.</param>
    /// <exception cref="CheckpointMismatchException">Strict, and the file does not fit; the message names tensors and shapes.</exception>
    /// <exception cref="CheckpointException">The file cannot be read, or is of another kind, which the message names.</exception>
    public static CheckpointLoadReport LoadText(VideoTextModel model, string path, CheckpointLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return CheckpointLoader.Load(model.text_encoder, path, options);
    }

    /// <summary>
    /// Loads encoder and decoder from BERT in Hugging Face's layout: the decoder takes the first layers, as the authors do. Gives the encoder's report
    /// and the decoder's.
    /// </summary>
    /// <inheritdoc cref="LoadText(VideoTextModel, string, CheckpointLoadOptions?)"/>
    public static (CheckpointLoadReport Encoder, CheckpointLoadReport Decoder) LoadText(QuestionAnsweringModel model, string path, CheckpointLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = Checkpoint.Open(path, options?.Container);
        return (CheckpointLoader.Load(model.text_encoder, file, options),
            CheckpointLoader.Load((torch.nn.Module)model.text_decoder, file, new CheckpointLoadOptions { Strict = options?.Strict ?? true, FirstLayersOnly = true }));
    }
}
