using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>Encodes clips with a network whose tokens attend over space and time together. Thread-safe.</summary>
internal sealed class VideoEncoder : TransformerEncoder
{
    private readonly TokenPooling _pooling;

    public VideoEncoder(VideoTransformer module, EncoderKernels kernels)
        : base(EncoderWeights.From(module), kernels) => _pooling = module.Config.Pooling;

    public override Tensor Tokens(Tensor clips, int? layer = null)
    {
        Check(clips, layer);
        return Encode(clips, layer, tokens => tokens);
    }

    public override Tensor Features(Tensor clips, int? layer = null)
    {
        Check(clips, layer);
        return Encode(clips, layer, tokens => layer is not null ? tokens.mean([1])
            : _pooling == TokenPooling.Mean ? FinalNorm.Forward(tokens.mean([1]))
            : FinalNorm.Forward(tokens.select(1, 0)));
    }

    public override Tensor FrameFeatures(Tensor clips, int? layer = null)
    {
        Check(clips, layer);
        return Encode(clips, layer, tokens => layer is not null ? MeanByFrame(tokens)
            : _pooling == TokenPooling.Mean ? FinalNorm.Forward(MeanByFrame(tokens))
            : MeanByFrame(FinalNorm.Forward(tokens)));
    }

    private Tensor MeanByFrame(Tensor tokens) => tokens.view(tokens.shape[0], -1, Patches, Width).mean([2]);
}
