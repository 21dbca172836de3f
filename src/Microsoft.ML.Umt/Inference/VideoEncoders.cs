using Microsoft.ML.Umt.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>Makes the fastest encoder that a machine offers for a trained network.</summary>
internal static class VideoEncoders
{
    /// <summary>
    /// Copies the weights of a network into an encoder. The module may be trained on or disposed afterwards; nothing of it is kept.
    /// </summary>
    /// <param name="module">A <see cref="VideoTransformer"/>, or an <see cref="ImageTransformer"/> to encode frames one by one.</param>
    /// <param name="precision">
    /// Float32 is exact (1e-5 relative of the module); bfloat16 has a cosine above 0.999 to it and is faster only where
    /// <see cref="Runtime.PrecisionSupport.HasFastBFloat16"/>; float16 is for GPUs.
    /// </param>
    /// <param name="device">Where to compute.</param>
    /// <returns>The encoder; dispose it.</returns>
    /// <exception cref="ArgumentException">The module is neither of the two.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The type is not one to compute in on the device.</exception>
    public static IVideoEncoder Create(nn.Module module, ScalarType precision, Device device)
    {
        var kernels = EncoderKernels.Choose(precision, device);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return module switch
        {
            VideoTransformer video => new VideoEncoder(video, kernels),
            ImageTransformer image => new FrameEncoder(image, kernels),
            null => throw new ArgumentNullException(nameof(module)),
            _ => throw new ArgumentException($"A {nameof(VideoTransformer)} or an {nameof(ImageTransformer)} is expected, found {module.GetType().Name}.", nameof(module)),
        };
    }
}
