using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Brings vectors from the device into managed memory.</summary>
internal static class HostVectors
{
    /// <summary>The rows of a matrix <c>[N, E]</c>.</summary>
    public static float[][] Rows(Tensor matrix)
    {
        using var onHost = matrix.to(ScalarType.Float32).cpu().contiguous();
        return onHost.numel() == 0 ? [] : [.. onHost.data<float>().ToArray().Chunk((int)onHost.shape[^1])];
    }
}
