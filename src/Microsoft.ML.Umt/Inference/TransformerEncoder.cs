using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>What video and frame encoders have in common: weights, checks of what comes in, the head.</summary>
internal abstract class TransformerEncoder : IVideoEncoder
{
    private readonly TokenEncoder _tokens;
    private readonly ILinear? _head;
    private readonly TokenGrid _grid;
    private volatile bool _disposed;

    /// <summary>Copies the weights.</summary>
    /// <param name="weights">Not kept.</param>
    /// <param name="kernels">How to compute.</param>
    protected TransformerEncoder(EncoderWeights weights, EncoderKernels kernels)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _tokens = new TokenEncoder(weights, kernels);
        _grid = weights.Grid;
        Patches = _grid.Patches;
        Precision = kernels.Type;
        Device = kernels.Device;
        Width = weights.Width;
        Frames = weights.Frames;

        // What follows the blocks is too little work to be worth rounding.
        FinalNorm = new Norm(weights.FinalNorm, ScalarType.Float32, Device);
        if (weights.Head is { } head)
        {
            _head = new PlainLinear(head, LinearActivation.None, ScalarType.Float32, Device);
            Classes = (int)head.Weight.shape[0];
        }
    }

    public int Width { get; }

    public int? Frames { get; }

    public int ImageHeight => _grid.Height;

    public int ImageWidth => _grid.Width;

    public int Depth => _tokens.Depth;

    public int Classes { get; }

    public Device Device { get; }

    public ScalarType Precision { get; }

    /// <summary>The norm before the head, in float32.</summary>
    protected Norm FinalNorm { get; }

    /// <summary>Patch tokens of a token frame.</summary>
    protected int Patches { get; }

    public abstract Tensor Tokens(Tensor clips, int? layer = null);

    public abstract Tensor Features(Tensor clips, int? layer = null);

    public abstract Tensor FrameFeatures(Tensor clips, int? layer = null);

    public Tensor Logits(Tensor clips)
    {
        if (_head is null)
        {
            throw new InvalidOperationException("The network has no classification head; use Features.");
        }

        using var noGrad = no_grad();
        using var features = Features(clips);
        return _head.Forward(features);
    }

    public void Dispose()
    {
        _disposed = true;
        _tokens.Dispose();
        FinalNorm.Dispose();
        _head?.Dispose();
    }

    /// <summary>Runs the blocks and reduces the tokens <c>[s, N, D]</c> of each chunk of sequences to s rows.</summary>
    protected Tensor Encode(Tensor sequences, int? layer, Func<Tensor, Tensor> reduce) =>
        _tokens.Encode(sequences, layer is { } index ? index + 1 : Depth, reduce);

    /// <summary>Throws unless clips and layer fit this network.</summary>
    protected void Check(Tensor clips, int? layer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(clips);
        if (layer is { } index && (index < 0 || index >= Depth))
        {
            throw new ArgumentOutOfRangeException(nameof(layer), layer, $"The network has blocks 0 to {Depth - 1}.");
        }

        var shape = clips.shape;
        if (shape.Length != 5 || shape[0] < 1 || shape[1] != 3 || shape[2] < 1 || shape[2] != (Frames ?? shape[2]) || shape[3] != ImageHeight || shape[4] != ImageWidth)
        {
            var frames = Frames?.ToString() ?? "T";
            throw new ArgumentException(
                $"Clips of shape [B, 3, {frames}, {ImageHeight}, {ImageWidth}] are expected, found [{string.Join(", ", shape)}].", nameof(clips));
        }

        if (!clips.is_floating_point())
        {
            throw new ArgumentException($"Normalised floating point clips are expected, found {clips.dtype}.", nameof(clips));
        }
    }
}
