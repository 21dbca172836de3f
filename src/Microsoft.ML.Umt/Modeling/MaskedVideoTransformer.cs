using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The student of Unmasked Teacher pretraining (spec <c>umt-single</c>, section 1.5): the video transformer on the visible tokens only, and one small
/// decoder for each layer that is aligned with the teacher. State dict keys equal the authors' (<c>encoder.*</c>, <c>clip_decoder.k.*</c>).
/// </summary>
/// <remarks>
/// Inputs are float clips <c>[B, 3, T, H, W]</c>, RGB, normalised. Returned tensors belong to the caller. Evaluation without gradients may run on
/// several threads at once; training may not.
/// </remarks>
public sealed class MaskedVideoTransformer : nn.Module<Tensor, Tensor, Tensor>, IRandomModule
{
    internal readonly MaskedEncoder encoder;
    internal readonly ModuleList<AlignmentDecoder> clip_decoder;
    private readonly ModuleRandom _random;
    private readonly int[] _layers;

    /// <summary>Makes the student with fresh weights, in training mode as every TorchSharp module.</summary>
    /// <param name="config">Sizes and options.</param>
    /// <param name="seed">Seed of the initial weights and of drop path; null draws one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A property of <paramref name="config"/> is out of range; the message names it.</exception>
    public MaskedVideoTransformer(MaskedVideoTransformerConfig config, int? seed = null)
        : base(nameof(MaskedVideoTransformer))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        NativeRuntime.EnsureLoaded();
        Config = config;
        _random = new ModuleRandom(seed);
        _layers = config.AlignedBlocks;
        encoder = new MaskedEncoder(config.Encoder, _random);
        clip_decoder = new ModuleList<AlignmentDecoder>([.. _layers.Select(_ =>
            new AlignmentDecoder(config.Encoder.Width, config.TeacherWidth, config.Encoder.NormEpsilon, config.FeatureNorm))]);
        RegisterComponents();
        WeightInit.InitializeForPretraining(this, _random);
        if (encoder.pos_embed is { } positions)
        {
            using var _ = no_grad();
            _random.TruncatedNormal(positions, 0.02);
        }
    }

    /// <summary>The sizes and options the student was made with.</summary>
    public MaskedVideoTransformerConfig Config { get; }

    /// <summary>
    /// Features to compare with the teacher's at the same tokens, <c>[K, B, Nvis, C]</c>, shallow layers first.
    /// </summary>
    /// <param name="clips">Normalised clips <c>[B, 3, T, H, W]</c>.</param>
    /// <param name="visible">Indices of the visible tokens (time, row, column order), ascending, <c>[B, Nvis]</c> int64.</param>
    /// <exception cref="ArgumentException">An input has another shape or type than said.</exception>
    public override Tensor forward(Tensor clips, Tensor visible)
    {
        using var scope = NewDisposeScope();
        return Decode(Encode(clips, visible), visible, clips.shape[2]).MoveToOuterDisposeScope();
    }

    /// <summary>The normed outputs of the aligned layers on the visible tokens, <c>[K, B, Nvis, D]</c>, shallow layers first.</summary>
    /// <param name="clips">Normalised clips <c>[B, 3, T, H, W]</c>.</param>
    /// <param name="visible">Indices of the visible tokens, ascending, <c>[B, Nvis]</c> int64.</param>
    /// <exception cref="ArgumentException">An input has another shape or type than said.</exception>
    public Tensor Encode(Tensor clips, Tensor visible) => encoder.Encode(clips, visible, _layers);

    ModuleRandom IRandomModule.Random => _random;

    /// <summary>Restarts the random numbers of drop path.</summary>
    /// <param name="seed">Any number; the same seed gives the same draws.</param>
    public void SeedRandomness(int seed) => _random.Seed(seed);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _random.Dispose();
        base.Dispose(disposing);
    }

    // Positions are added a second time, after the norm, as the authors do: decoders see where a token is. Always the sinusoid, also where the
    // encoder learns its own.
    private Tensor Decode(Tensor features, Tensor visible, long frames)
    {
        using var scope = NewDisposeScope();
        var placed = features + TokenGather.Take(encoder.Sinusoid(frames, features), visible);
        var decoded = clip_decoder.Select((decoder, k) => decoder.call(placed[k])).ToArray();
        return stack(decoded).MoveToOuterDisposeScope();
    }
}
