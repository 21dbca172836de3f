using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>How a clip is cut into tokens.</summary>
/// <param name="Height">Of a frame, in pixels.</param>
/// <param name="Width">Of a frame, in pixels.</param>
/// <param name="PatchSize">The side of a patch, in pixels.</param>
/// <param name="TubeletSize">The frames that share a token.</param>
internal sealed record TokenGrid(int Height, int Width, int PatchSize, int TubeletSize)
{
    /// <summary>Patches in a token frame.</summary>
    public int Patches => Height / PatchSize * (Width / PatchSize);

    /// <summary>Lines up the values of each patch as the convolution of the patch embedding sees them.</summary>
    /// <param name="clips"><c>[B, 3, T, H, W]</c>.</param>
    /// <param name="type">The element type wanted.</param>
    /// <returns><c>[B · T/tubelet · patches, 3 · tubelet · patch²]</c>, time-major then row then column.</returns>
    public Tensor Patchify(Tensor clips, ScalarType type)
    {
        var (batch, frames) = (clips.shape[0], clips.shape[2] / TubeletSize);
        using var scope = NewDisposeScope();
        return clips.to_type(type)
            .reshape(batch, 3, frames, TubeletSize, Height / PatchSize, PatchSize, Width / PatchSize, PatchSize)
            .permute(0, 2, 4, 6, 1, 3, 5, 7)
            .reshape(batch * frames * Patches, 3L * TubeletSize * PatchSize * PatchSize)
            .MoveToOuterDisposeScope();
    }
}
