using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>The encoder half of the pretraining models: embeds every patch, keeps the visible tokens only, and runs the blocks on those.</summary>
internal sealed class MaskedEncoder : nn.Module
{
    internal readonly Parameter? pos_embed;
    internal readonly PatchEmbed patch_embed;
    internal readonly ModuleList<Block> blocks;
    internal readonly LayerNorm norm;
    private readonly VideoTransformerConfig _config;
    private readonly RecomputeContext _recompute;

    public MaskedEncoder(VideoTransformerConfig config, ModuleRandom random)
        : base(nameof(MaskedEncoder))
    {
        _config = config;
        _recompute = new RecomputeContext(random);
        bool learnable = config.Positions == PositionTable.Learnable;
        if (learnable)
            pos_embed = OwnParameter.Of(zeros(1, config.Tokens, config.Width));
        patch_embed = new PatchEmbed(config);
        blocks = new ModuleList<Block>([.. Enumerable.Range(0, config.Depth).Select(i => new Block(config.BlockAt(i), random))]);
        norm = nn.LayerNorm(config.Width, config.NormEpsilon);
        RegisterComponents();
        Sinusoid = new FixedTable(PositionTables.Sinusoid(config.Tokens, config.Width));
    }

    /// <summary>The sinusoid over the encoder's tokens, <c>[1, N, D]</c>; its own positions unless it learns them.</summary>
    public FixedTable Sinusoid { get; }

    /// <summary>The normed outputs of the given blocks on the visible tokens, <c>[K, B, Nvis, D]</c>, in the order of <paramref name="layers"/>.</summary>
    /// <param name="clips">Normalised clips <c>[B, 3, T, H, W]</c>.</param>
    /// <param name="visible">Indices of the visible tokens, ascending, <c>[B, Nvis]</c> int64.</param>
    /// <param name="layers">Ascending block indices.</param>
    public Tensor Encode(Tensor clips, Tensor visible, IReadOnlyList<int> layers)
    {
        InputGuard.Clips(clips, _config);
        InputGuard.TokenIndices(visible, clips.shape[0], _config.Tokens);
        _recompute.ThrowIfFailed();

        using var scope = NewDisposeScope();
        var tokens = patch_embed.call(clips);
        var positions = pos_embed is null ? Sinusoid.Like(tokens) : pos_embed.to(tokens.dtype);
        tokens = TokenGather.Take(tokens + positions, visible);
        var features = new List<Tensor>(layers.Count);
        for (int i = 0; i <= layers[^1]; i++)
        {
            tokens = training && i < _config.CheckpointedBlocks
                ? RecomputedBlock.Run(blocks[i], tokens, _recompute)
                : blocks[i].call(tokens);
            if (layers.Contains(i))
                features.Add(tokens);
        }
        return norm.call(stack(features)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Sinusoid.Dispose();
        base.Dispose(disposing);
    }
}
