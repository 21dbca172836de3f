using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Resizes the frames of normalised clips on the device.</summary>
internal static class FrameScaling
{
    /// <summary>
    /// <c>[B, 3, T, H, W]</c> to <c>[B, 3, T, size, size]</c>: bicubic with a = -0.75, half-pixel centres, no antialiasing; the same tensor when the
    /// size is right already.
    /// </summary>
    public static Tensor Bicubic(Tensor clips, int size)
    {
        if (clips.shape[3] == size && clips.shape[4] == size)
            return clips.alias();
        using var scope = NewDisposeScope();
        var (batch, frames) = (clips.shape[0], clips.shape[2]);
        var planes = clips.reshape(batch, 3 * frames, clips.shape[3], clips.shape[4]);
        var resized = nn.functional.interpolate(planes, [size, size], mode: InterpolationMode.Bicubic, align_corners: false);
        return resized.reshape(batch, 3, frames, size, size).MoveToOuterDisposeScope();
    }
}
