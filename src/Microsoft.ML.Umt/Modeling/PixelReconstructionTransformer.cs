using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The VideoMAE baseline that the paper compares with (spec <c>umt-single</c>, section 4.2): encodes the visible tokens, fills in mask tokens and
/// predicts the hidden pixels. Any token count; state dict keys equal the authors'.
/// </summary>
/// <remarks>Inputs are float clips <c>[B, 3, T, H, W]</c>, RGB, normalised. Returned tensors belong to the caller. Training is for one thread.</remarks>
public sealed class PixelReconstructionTransformer : nn.Module<Tensor, Tensor, Tensor, Tensor>, IRandomModule
{
    internal readonly Parameter mask_token;
    internal readonly MaskedEncoder encoder;
    internal readonly PixelDecoder decoder;
    internal readonly Linear encoder_to_decoder;
    private readonly FixedTable _decoderPositions;
    private readonly ModuleRandom _random;

    /// <summary>Makes the model with fresh weights, in training mode as every TorchSharp module.</summary>
    /// <param name="config">Sizes and options.</param>
    /// <param name="seed">Seed of the initial weights and of drop path; null draws one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A property of <paramref name="config"/> is out of range; the message names it.</exception>
    public PixelReconstructionTransformer(PixelReconstructionConfig config, int? seed = null)
        : base(nameof(PixelReconstructionTransformer))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        NativeRuntime.EnsureLoaded();
        Config = config;
        _random = new ModuleRandom(seed);
        mask_token = OwnParameter.Of(zeros(1, 1, config.DecoderWidth));
        encoder = new MaskedEncoder(config.Encoder, _random);
        decoder = new PixelDecoder(config, _random);
        encoder_to_decoder = nn.Linear(config.Encoder.Width, config.DecoderWidth, hasBias: false);
        RegisterComponents();
        _decoderPositions = new FixedTable(PositionTables.Sinusoid(config.Encoder.Tokens, config.DecoderWidth));
        WeightInit.InitializeForPretraining(this, _random);
        using var _ = no_grad();
        _random.NormalWithinOneDeviation(mask_token, 0.02);
    }

    /// <summary>The sizes and options the model was made with.</summary>
    public PixelReconstructionConfig Config { get; }

    /// <summary>Predicted pixels of the hidden tokens, <c>[B, Nhid, values]</c>, channel fastest.</summary>
    /// <param name="clips">Normalised clips <c>[B, 3, T, H, W]</c>.</param>
    /// <param name="visible">Indices of the visible tokens, ascending, <c>[B, Nvis]</c> int64.</param>
    /// <param name="hidden">Indices of the other tokens, ascending, <c>[B, N - Nvis]</c> int64.</param>
    /// <exception cref="ArgumentException">An input has another shape or type than said.</exception>
    public override Tensor forward(Tensor clips, Tensor visible, Tensor hidden)
    {
        using var scope = NewDisposeScope();
        InputGuard.TokenIndices(hidden, clips.shape[0], Config.Encoder.Tokens);
        var encoded = encoder_to_decoder.call(Encode(clips, visible));
        var table = _decoderPositions.Like(encoded);
        var seen = encoded + TokenGather.Take(table, visible);
        var masked = mask_token + TokenGather.Take(table, hidden);
        return decoder.Decode(cat([seen, masked], 1), hidden.shape[1]).MoveToOuterDisposeScope();
    }

    /// <summary>The normed tokens of the encoder, <c>[B, Nvis, D]</c>.</summary>
    /// <param name="clips">Normalised clips <c>[B, 3, T, H, W]</c>.</param>
    /// <param name="visible">Indices of the visible tokens, ascending, <c>[B, Nvis]</c> int64.</param>
    /// <exception cref="ArgumentException">An input has another shape or type than said.</exception>
    public Tensor Encode(Tensor clips, Tensor visible)
    {
        using var scope = NewDisposeScope();
        return encoder.Encode(clips, visible, [Config.Encoder.Depth - 1]).squeeze(0).MoveToOuterDisposeScope();
    }

    ModuleRandom IRandomModule.Random => _random;

    /// <summary>Restarts the random numbers of drop path.</summary>
    /// <param name="seed">Any number; the same seed gives the same draws.</param>
    public void SeedRandomness(int seed) => _random.Seed(seed);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoderPositions.Dispose();
            _random.Dispose();
        }
        base.Dispose(disposing);
    }
}
