using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Checks of model inputs, before a native kernel reports them in its own words.</summary>
internal static class InputGuard
{
    public static void Clips(Tensor input, VideoTransformerConfig config) =>
        Shape(input, "clips [B, 3, T, H, W]", [3, config.Frames, config.ImageHeight, config.ImageWidth]);

    public static void Images(Tensor input, ImageTransformerConfig config) =>
        Shape(input, "images [B, 3, H, W]", [3, config.ImageHeight, config.ImageWidth]);

    /// <summary>Clips of any size, for models that resize them.</summary>
    public static void AnyClips(Tensor input)
    {
        if (input.Dimensions != 5 || input.shape[1] != 3 || !input.is_floating_point())
            throw new ArgumentException($"Expected floating-point clips [B, 3, T, H, W], found {input.dtype} [{string.Join(", ", input.shape)}].", nameof(input));
    }

    public static void TokenIndices(Tensor indices, long batch, long tokens)
    {
        if (indices.Dimensions != 2 || indices.shape[0] != batch || indices.shape[1] > tokens || indices.dtype != ScalarType.Int64)
        {
            throw new ArgumentException(
                $"Expected int64 token indices [{batch}, at most {tokens}], found {indices.dtype} [{string.Join(", ", indices.shape)}].", nameof(indices));
        }
    }

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
