using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>
/// The fast forward of a trained network, built once from a module's weights and independent of it afterwards. Thread-safe: any number of
/// threads may encode at the same time. Dispose when no call is running.
/// </summary>
/// <remarks>
/// <para>Clips are float32 <c>[B, 3, T, H, W]</c>, normalised as the network expects, on any device; T, H and W as the module was built for.</para>
/// <para>Results are float32 on <see cref="Device"/>, without history, and belong to the caller (the current dispose scope).</para>
/// <para>A <c>layer</c> is a zero-based block index: the un-normalised output of that block is used and no block above it runs. Null means
/// what the network itself uses: the last block and, where the text below says so, its final norm.</para>
/// <para>Every method throws <see cref="ArgumentException"/> for clips of another shape and <see cref="ArgumentOutOfRangeException"/> for
/// a layer that does not exist.</para>
/// </remarks>
internal interface IVideoEncoder : IDisposable
{
    /// <summary>The width D of tokens and features.</summary>
    int Width { get; }

    /// <summary>The number of frames T of a clip; null if any number will do (frame encoders).</summary>
    int? Frames { get; }

    /// <summary>The height of a frame, in pixels.</summary>
    int ImageHeight { get; }

    /// <summary>The width of a frame, in pixels.</summary>
    int ImageWidth { get; }

    /// <summary>The number of transformer blocks.</summary>
    int Depth { get; }

    /// <summary>The number of classes of <see cref="Logits"/>; 0 without a head.</summary>
    int Classes { get; }

    /// <summary>Where it computes and where results lie.</summary>
    Device Device { get; }

    /// <summary>The type that it computes in.</summary>
    ScalarType Precision { get; }

    /// <summary>
    /// All tokens, <c>[B, N, D]</c>, time-major then row then column. A video network's are as the last block leaves them; a frame network's
    /// are normed, each frame's class token before its patches.
    /// </summary>
    Tensor Tokens(Tensor clips, int? layer = null);

    /// <summary>
    /// One vector a clip, <c>[B, D]</c>: what the head sees, which for a frame network is the mean of the frames' normed class tokens.
    /// Of a given layer, the mean token (frame networks: the mean class token).
    /// </summary>
    Tensor Features(Tensor clips, int? layer = null);

    /// <summary>
    /// One vector a token frame, <c>[B, T', D]</c>: its mean token, normed by the final norm unless a layer is given; of a frame network its
    /// class token, likewise.
    /// </summary>
    Tensor FrameFeatures(Tensor clips, int? layer = null);

    /// <summary>Class scores before softmax, <c>[B, classes]</c>.</summary>
    /// <exception cref="InvalidOperationException">The network was built without a head.</exception>
    Tensor Logits(Tensor clips);
}
