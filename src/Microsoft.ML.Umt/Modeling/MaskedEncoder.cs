using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The encoder half of the pretraining models: embeds the visible patches only and runs the blocks on those. That of the video-text
/// model also takes single pictures, and clips without a mask.
/// </summary>
internal sealed class MaskedEncoder : nn.Module
{
    internal readonly Parameter? pos_embed;
    internal readonly PatchEmbed patch_embed;
    internal readonly ModuleList<Block> blocks;
    internal readonly LayerNorm norm;
    private readonly VideoTransformerConfig _config;
    private readonly RecomputeContext _recompute;
    private readonly FixedTable _sinusoid;
    private readonly FixedTable? _pictureTable;

    /// <param name="config">Sizes and options.</param>
    /// <param name="random">Random numbers of the whole model.</param>
    /// <param name="acceptsPictures">Whether clips of one frame are taken as well; their positions are those of a first frame.</param>
    /// <param name="tableFrames">Frames of the sinusoid before it is resized over time; null for those of the model, without resizing.</param>
    public MaskedEncoder(VideoTransformerConfig config, ModuleRandom random, bool acceptsPictures = false, int? tableFrames = null)
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
        _sinusoid = new FixedTable(PositionTables.Sinusoid(config, tableFrames ?? config.TokenFrames));
        if (acceptsPictures)
            _pictureTable = new FixedTable(PositionTables.Sinusoid(config.GridHeight * config.GridWidth, config.Width));
    }

    /// <summary>
    /// The sinusoid <c>[1, N, D]</c> of clips with the given number of frames, like the given tensor; the encoder's own positions unless it learns them.
    /// The caller's to dispose of.
    /// </summary>
    public Tensor Sinusoid(long frames, Tensor like) => (IsPicture(frames) ? _pictureTable! : _sinusoid).Like(like);

    /// <summary>The normed outputs of the given blocks on the visible tokens, <c>[K, B, Nvis, D]</c>, in the order of <paramref name="layers"/>.</summary>
    /// <param name="clips">Normalised clips <c>[B, 3, T, H, W]</c>.</param>
    /// <param name="visible">Indices of the visible tokens, ascending, <c>[B, Nvis]</c> int64; null for all.</param>
    /// <param name="layers">Ascending block indices.</param>
    public Tensor Encode(Tensor clips, Tensor? visible, IReadOnlyList<int> layers)
    {
        var picture = clips.Dimensions == 5 && IsPicture(clips.shape[2]);
        InputGuard.Clips(clips, picture ? _config with { Frames = 1 } : _config);
        if (visible is not null)
            InputGuard.TokenIndices(visible, clips.shape[0], picture ? _config.GridHeight * _config.GridWidth : _config.Tokens);
        _recompute.ThrowIfFailed();

        using var scope = NewDisposeScope();
        var tokens = visible is null ? patch_embed.call(clips) : patch_embed.Embed(clips, visible);
        var positions = Positions(tokens, clips.shape[2]);
        tokens = tokens + (visible is null ? positions : TokenGather.Take(positions, visible));
        var features = new List<Tensor>(layers.Count);
        for (int i = 0; i <= layers[^1]; i++)
        {
            var next = training && i < _config.CheckpointedBlocks
                ? RecomputedBlock.Run(blocks[i], tokens, _recompute)
                : blocks[i].call(tokens);
            if (!layers.Contains(i - 1))
                tokens.Dispose();
            tokens = next;
            if (layers.Contains(i))
                features.Add(tokens);
        }
        return norm.call(stack(features)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sinusoid.Dispose();
            _pictureTable?.Dispose();
        }
        base.Dispose(disposing);
    }

    private bool IsPicture(long frames) => frames == 1 && _pictureTable is not null;

    // A picture is a first frame, also where positions are learned.
    private Tensor Positions(Tensor tokens, long frames)
    {
        if (pos_embed is null)
            return Sinusoid(frames, tokens);
        var table = pos_embed.to(tokens.dtype);
        return IsPicture(frames) ? table.narrow(1, 0, _config.GridHeight * _config.GridWidth) : table;
    }
}
