using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>
/// The fast forward of a trained network, built once from a module's weights and independent of it afterwards. Thread-safe: any number of
/// threads may encode at the same time. Dispose when no call is running.
/// </summary>
/// <remarks>
/// <para>Clips are float32 <c>[B, 3, T, H, W]</c>, normalised as the network expects, on any device; T, H and W as the module was built for.</para>
/// <para>Results are float32 on <see cref="Device"/>, without history, and belong to the caller (the current dispose scope).</para>
/// <para>A <c>layer</c> is a zero-based block index: the un-normalised output of that block is used, and nothing above it is computed; null
/// means the last block followed by the final norm if the network has one. Negative counts from the end, −1 being the last block.</para>
/// </remarks>
internal interface IVideoEncoder : IDisposable
{
    /// <summary>The width D of tokens and features.</summary>
    int Width { get; }

    /// <summary>The number of frames T of a clip; null if any number will do (frame encoders).</summary>
    int? Frames { get; }

    /// <summary>The height and width of a frame, in pixels.</summary>
    int ImageSize { get; }

    /// <summary>The number of transformer blocks.</summary>
    int Depth { get; }

    /// <summary>The number of classes of <see cref="Logits"/>; 0 without a head.</summary>
    int Classes { get; }

    /// <summary>Where it computes and where results lie.</summary>
    Device Device { get; }

    /// <summary>The type that it computes in.</summary>
    ScalarType Precision { get; }

    /// <summary>All tokens, <c>[B, N, D]</c>, time-major then row then column. A frame encoder gives each frame's class token before its patches.</summary>
    Tensor Tokens(Tensor clips, int? layer = null);

    /// <summary>
    /// One vector a clip, <c>[B, D]</c>: what the head would see (for a video network the pooled and normed tokens). Of an inner layer, the
    /// mean token. A frame encoder averages its frames' class tokens.
    /// </summary>
    Tensor Features(Tensor clips, int? layer = null);

    /// <summary>One vector a token frame, <c>[B, T', D]</c>: the mean token of each; a frame encoder gives each frame's class token.</summary>
    Tensor FrameFeatures(Tensor clips, int? layer = null);

    /// <summary>Class scores before softmax, <c>[B, classes]</c>.</summary>
    /// <exception cref="InvalidOperationException">The network was built without a head.</exception>
    Tensor Logits(Tensor clips);
}
