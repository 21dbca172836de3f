using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Checks of model inputs, before a native kernel reports them in its own words.</summary>
internal static class InputGuard
{
    public static void Clips(Tensor input, VideoTransformerConfig config) =>
        Shape(input, "clips [B, 3, T, H, W]", [3, config.Frames, config.ImageHeight, config.ImageWidth]);

    public static void Images(Tensor input, ImageTransformerConfig config) =>
        Shape(input, "images [B, 3, H, W]", [3, config.ImageHeight, config.ImageWidth]);

    private static void Shape(Tensor input, string what, long[] expected)
    {
        if (input.Dimensions != expected.Length + 1 || !input.shape.AsSpan(1).SequenceEqual(expected))
        {
            throw new ArgumentException(
                $"The model takes {what} of shape [B, {string.Join(", ", expected)}], found [{string.Join(", ", input.shape)}].", nameof(input));
        }
        if (!input.is_floating_point())
            throw new ArgumentException($"The model takes normalised floating-point {what}, found {input.dtype}.", nameof(input));
    }
}
