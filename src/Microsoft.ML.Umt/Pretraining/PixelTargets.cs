using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>What the pixel-reconstruction baseline has to predict (spec <c>umt-single</c>, section 4.2).</summary>
internal static class PixelTargets
{
    /// <summary>Added to the standard deviation of a patch, as the authors do.</summary>
    private const double Epsilon = 1e-6;

    /// <summary>
    /// Clips <c>[B, 3, T, H, W]</c> to <c>[B, N, values]</c>: undoes the normalisation, cuts tubelets of patches in token order, and lays each out as
    /// (frame, row, column, channel), channel fastest. With <paramref name="normalize"/>, every patch and channel gets mean 0 and (unbiased) variance 1.
    /// </summary>
    public static Tensor FromClips(Tensor clips, int tubelet, int patch, ReadOnlySpan<float> mean, ReadOnlySpan<float> std, bool normalize)
    {
        using var scope = NewDisposeScope();
        var pixels = clips.clone();
        for (var colour = 0; colour < 3; colour++)
        {
            // Numbers, not tensors: those would have to be uploaded, and the host would wait for them.
            var plane = pixels.select(1, colour);
            plane.mul_(std[colour]).add_(mean[colour]);
        }
        var (batch, frames, rows, columns) = (pixels.shape[0], pixels.shape[2] / tubelet, pixels.shape[3] / patch, pixels.shape[4] / patch);
        var cubes = pixels
            .reshape([batch, 3, frames, tubelet, rows, patch, columns, patch])
            .permute(0, 2, 4, 6, 3, 5, 7, 1)
            .reshape(batch, frames * rows * columns, (long)tubelet * patch * patch, 3);
        if (normalize)
        {
            var average = cubes.mean([2], keepdim: true);
            var deviation = cubes.var(2, unbiased: true, keepdim: true).sqrt() + Epsilon;
            cubes = (cubes - average) / deviation;
        }
        return cubes.flatten(2).MoveToOuterDisposeScope();
    }
}
