using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>Encodes the frames of clips one by one with an image network that has a class token. Thread-safe.</summary>
internal sealed class FrameEncoder(ImageTransformer module, EncoderKernels kernels) : TransformerEncoder(EncoderWeights.From(module), kernels)
{
    public override Tensor Tokens(Tensor clips, int? layer = null) =>
        Encode(clips, layer, tokens => Normed(tokens, layer), perFrame => perFrame.reshape(clips.shape[0], -1, Width));

    public override Tensor Features(Tensor clips, int? layer = null) =>
        Encode(clips, layer, tokens => ClassTokens(tokens, layer), perFrame => perFrame.view(clips.shape[0], -1, Width).mean([1]));

    public override Tensor FrameFeatures(Tensor clips, int? layer = null) =>
        Encode(clips, layer, tokens => ClassTokens(tokens, layer), perFrame => perFrame.view(clips.shape[0], -1, Width));

    private Tensor Encode(Tensor clips, int? layer, Func<Tensor, Tensor> reduce, Func<Tensor, Tensor> join)
    {
        Check(clips, layer);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var frames = clips.transpose(1, 2).flatten(0, 1).unsqueeze(2);
        return join(Encode(frames, layer, reduce)).MoveToOuterDisposeScope();
    }

    private Tensor ClassTokens(Tensor tokens, int? layer) => Normed(tokens.select(1, 0), layer);

    private Tensor Normed(Tensor tokens, int? layer) => layer is null ? FinalNorm.Forward(tokens) : tokens;
}
