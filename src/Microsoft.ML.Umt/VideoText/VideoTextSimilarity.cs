using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>How alike videos and texts are in the common space (spec <c>umt-multi</c>, section 3). Always in float32.</summary>
internal static class VideoTextSimilarity
{
    /// <summary>Frame vectors <c>[N, T, E]</c> and text vectors <c>[M, E]</c> to cosines <c>[N, M]</c>, averaged over the frames.</summary>
    public static Tensor Cosine(Tensor videos, Tensor texts)
    {
        using var scope = NewDisposeScope();
        // Mixed precision would round each cosine to three digits, which a low temperature then blows up.
        using var _ = new AutocastPause(videos.device_type);
        return TorchGuard.MatMul(VideoEmbedding(videos), Unit(texts).t()).MoveToOuterDisposeScope();
    }

    /// <summary>A video's own texts only: <c>[N, T, E]</c> and <c>[N, M, E]</c> to <c>[N, M]</c>.</summary>
    public static Tensor CosineWithOwn(Tensor videos, Tensor texts)
    {
        using var scope = NewDisposeScope();
        return (Unit(videos).mean([1], keepdim: true) * Unit(texts)).sum(-1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Vectors <c>[N, T, E]</c> to one a video, <c>[N, E]</c>: the mean of the normalised ones, not normalised again, so that its product with a
    /// normalised text is the averaged cosine.
    /// </summary>
    public static Tensor VideoEmbedding(Tensor videos)
    {
        using var scope = NewDisposeScope();
        return Unit(videos).mean([1]).MoveToOuterDisposeScope();
    }

    /// <summary>Vectors <c>[..., E]</c> at unit length.</summary>
    public static Tensor Unit(Tensor vectors)
    {
        using var scope = NewDisposeScope();
        return nn.functional.normalize(vectors.to(ScalarType.Float32), p: 2, dim: -1, eps: 1e-12).MoveToOuterDisposeScope();
    }
}
