using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The vision side of the video-text model: stage 1's student with pictures beside clips, an optional mask and, for retrieval, a norm after the mean
/// over tokens (<c>encoder.*</c>, <c>clip_decoder.k.*</c>, <c>pool_norm.*</c>).
/// </summary>
internal sealed class VisionTower : nn.Module
{
    internal readonly MaskedEncoder encoder;
    internal readonly ModuleList<AlignmentDecoder>? clip_decoder;
    internal readonly LayerNorm? pool_norm;
    private readonly VideoTextConfig _config;
    private readonly int[] _aligned;

    /// <param name="config">Sizes and options.</param>
    /// <param name="pooled">Whether tokens are pooled; question answering reads them all instead.</param>
    /// <param name="random">Random numbers of the whole model.</param>
    public VisionTower(VideoTextConfig config, bool pooled, ModuleRandom random)
        : base(nameof(VisionTower))
    {
        _config = config;
        _aligned = pooled ? config.AlignedBlocks : [];
        var vision = config.Vision;
        encoder = new MaskedEncoder(vision, random, acceptsPictures: vision.TubeletSize == 1, config.PositionFrames);
        if (_aligned.Length > 0)
        {
            clip_decoder = new ModuleList<AlignmentDecoder>([.. _aligned.Select(_ =>
                new AlignmentDecoder(vision.Width, config.TeacherWidth, config.DecoderNormEpsilon, FeatureNorm.None))]);
        }
        if (pooled)
            pool_norm = nn.LayerNorm(vision.Width, vision.NormEpsilon);
        RegisterComponents();
        WeightInit.InitializeForPretraining(this, random);
        if (encoder.pos_embed is { } positions)
        {
            using var _ = no_grad();
            random.TruncatedNormal(positions, 0.02);
        }
    }

    public VideoTransformerConfig Vision => _config.Vision;

    /// <summary>The normed tokens <c>[B, N, D]</c> of every patch.</summary>
    public Tensor Encode(Tensor clips)
    {
        using var scope = NewDisposeScope();
        return encoder.Encode(clips, null, [_config.Vision.Depth - 1])[0].MoveToOuterDisposeScope();
    }

    /// <summary>The normed visible tokens <c>[B, Nvis, D]</c>, and what the decoders make of the aligned layers, <c>[K, B, Nvis, C]</c>, not normalised.</summary>
    public (Tensor Tokens, Tensor? Aligned) Encode(Tensor clips, Tensor visible)
    {
        using var scope = NewDisposeScope();
        var layers = encoder.Encode(clips, visible, _aligned.Length > 0 ? _aligned : [_config.Vision.Depth - 1]);
        var aligned = clip_decoder is null ? null : Decode(layers, visible, clips.shape[2]).MoveToOuterDisposeScope();
        return (layers[^1].MoveToOuterDisposeScope(), aligned);
    }

    /// <summary>
    /// Tokens to pooled vectors: the mean over the tokens of each frame <c>[B, T, D]</c> when <paramref name="frames"/> is given, else over all
    /// <c>[B, 1, D]</c>; then the norm.
    /// </summary>
    public Tensor Pool(Tensor tokens, long? frames)
    {
        using var scope = NewDisposeScope();
        var (batch, width) = (tokens.shape[0], tokens.shape[2]);
        return pool_norm!.call(tokens.reshape(batch, frames ?? 1, -1, width).mean([2])).MoveToOuterDisposeScope();
    }

    // Positions a second time, as in stage 1: decoders see where a token is.
    private Tensor Decode(Tensor layers, Tensor visible, long frames)
    {
        using var scope = NewDisposeScope();
        var placed = layers + TokenGather.Take(encoder.Sinusoid(frames, layers), visible);
        return stack(clip_decoder!.Select((decoder, k) => decoder.call(placed[k])).ToArray()).MoveToOuterDisposeScope();
    }
}
