using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The video vision transformer of Unmasked Teacher as it is finetuned and used (spec <c>umt-single</c>, section 1): patch tokens, position vectors,
/// joint space-time attention blocks, pooling, a linear head. Keys and order of the state dict equal the authors', so their checkpoints load by name.
/// </summary>
/// <remarks>
/// Inputs are float clips <c>[B, 3, T, H, W]</c>, RGB, already normalised with the mean and standard deviation of the checkpoint's
/// <see cref="ModelPreset"/>. Returned tensors belong to the caller. Evaluation without gradients may run on several threads at once; training may not.
/// </remarks>
public sealed class VideoTransformer : nn.Module<Tensor, Tensor>, IRandomModule
{
    internal readonly Parameter? pos_embed;
    internal readonly PatchEmbed patch_embed;
    internal readonly ModuleList<Block> blocks;
    internal readonly LayerNorm? norm;
    internal readonly LayerNorm? fc_norm;
    internal readonly Linear? head;
    private readonly ModuleRandom _random;
    private readonly RecomputeContext _recompute;
    private readonly FixedTable? _table;

    /// <summary>Makes the model with fresh weights, in training mode as every TorchSharp module.</summary>
    /// <param name="config">Sizes and options.</param>
    /// <param name="seed">Seed of the initial weights and of dropout and drop path; null draws one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A property of <paramref name="config"/> is out of range; the message names it.</exception>
    public VideoTransformer(VideoTransformerConfig config, int? seed = null)
        : base(nameof(VideoTransformer))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        NativeRuntime.EnsureLoaded();
        Config = config;
        _random = new ModuleRandom(seed);
        _recompute = new RecomputeContext(_random);

        var fixedTable = config.Positions == PositionTable.Plain || (config.Positions == PositionTable.Interpolated && !PositionTables.IsParameter(config));
        if (!fixedTable)
            pos_embed = OwnParameter.Of(InitialTable(config));
        patch_embed = new PatchEmbed(config);
        blocks = new ModuleList<Block>([.. Enumerable.Range(0, config.Depth).Select(i => new Block(config.BlockAt(i), _random))]);
        if (config.Pooling == TokenPooling.Mean)
            fc_norm = nn.LayerNorm(config.Width, config.NormEpsilon);
        else
            norm = nn.LayerNorm(config.Width, config.NormEpsilon);
        if (config.Classes > 0)
            head = nn.Linear(config.Width, config.Classes);
        RegisterComponents();
        if (fixedTable)
            _table = new FixedTable(InitialTable(config));
        Initialize();
    }

    /// <summary>The sizes and options the model was made with.</summary>
    public VideoTransformerConfig Config { get; }

    /// <summary>The final norm: of the mean token or of every token, by <see cref="VideoTransformerConfig.Pooling"/>.</summary>
    internal LayerNorm FinalNorm => fc_norm ?? norm!;

    /// <summary>The position vectors <c>[1, N, D]</c>; owned by the model. A fixed table stays on the CPU in single precision.</summary>
    internal Tensor Positions => _table?.Values ?? pos_embed!;

    /// <summary>Logits <c>[B, classes]</c> of normalised clips <c>[B, 3, T, H, W]</c>.</summary>
    /// <exception cref="ArgumentException">The input has another shape than the configuration says.</exception>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Classify(ForwardFeatures(input)).MoveToOuterDisposeScope();
    }

    /// <summary>Features <c>[B, D]</c>: the pooled and normed token that the head sees.</summary>
    /// <param name="input">Normalised clips <c>[B, 3, T, H, W]</c>.</param>
    /// <exception cref="ArgumentException">The input has another shape than the configuration says.</exception>
    public Tensor ForwardFeatures(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Pool(ForwardTokens(input)).MoveToOuterDisposeScope();
    }

    /// <summary>Tokens <c>[B, N, D]</c> after a block, before pooling and the final norm; ordered by time, row, column.</summary>
    /// <param name="input">Normalised clips <c>[B, 3, T, H, W]</c>.</param>
    /// <param name="layer">Index of the block whose output is wanted, from 0; null means the last. Later blocks do not run.</param>
    /// <exception cref="ArgumentException">The input has another shape than the configuration says.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="layer"/> is not a block of the model.</exception>
    public Tensor ForwardTokens(Tensor input, int? layer = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        int last = layer ?? Config.Depth - 1;
        if (last < 0 || last >= Config.Depth)
            throw new ArgumentOutOfRangeException(nameof(layer), layer, $"layer must be from 0 to {Config.Depth - 1}.");
        InputGuard.Clips(input, Config);
        _recompute.ThrowIfFailed();

        using var scope = NewDisposeScope();
        var tokens = Embed(input);
        for (int i = 0; i <= last; i++)
        {
            var next = training && i < Config.CheckpointedBlocks
                ? RecomputedBlock.Run(blocks[i], tokens, _recompute)
                : blocks[i].call(tokens);
            tokens.Dispose();
            tokens = next;
        }
        return tokens.MoveToOuterDisposeScope();
    }

    /// <summary>Floating-point operations of one forward pass over one clip; see <see cref="VideoTransformerConfig.EstimateFlops"/>.</summary>
    public double EstimateFlops() => Config.EstimateFlops();

    ModuleRandom IRandomModule.Random => _random;

    /// <summary>Restarts the random numbers of dropout and drop path.</summary>
    /// <param name="seed">Any number; the same seed gives the same draws.</param>
    public void SeedRandomness(int seed) => _random.Seed(seed);

    /// <summary>Gives the head fresh weights, as for a new set of classes.</summary>
    internal void ResetHead()
    {
        if (head is null)
            return;
        using var _ = no_grad();
        _random.TruncatedNormal(head.weight!, 0.02);
        head.weight!.mul_(Config.HeadInitScale);
        head.bias!.zero_();
    }

    /// <summary>Patch tokens with their position vectors, <c>[B, N, D]</c>.</summary>
    internal Tensor Embed(Tensor input)
    {
        using var scope = NewDisposeScope();
        var tokens = patch_embed.call(input);
        tokens = tokens + PositionsFor(tokens);
        if (training && Config.DropRate > 0)
            tokens = _random.Dropout(tokens, Config.DropRate);
        return tokens.MoveToOuterDisposeScope();
    }

    private Tensor PositionsFor(Tensor tokens)
    {
        if (_table is not null)
            return _table.Like(tokens);
        var table = Config.Positions == PositionTable.Learnable ? pos_embed!.alias() : pos_embed!.detach();
        return table.to(tokens.dtype);
    }

    /// <summary>Tokens <c>[B, N, D]</c> of the last block to features <c>[B, D]</c>.</summary>
    internal Tensor Pool(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var pooled = Config.Pooling == TokenPooling.Mean ? fc_norm!.call(tokens.mean([1])) : norm!.call(tokens.select(1, 0));
        return pooled.MoveToOuterDisposeScope();
    }

    /// <summary>Features <c>[B, D]</c> to logits <c>[B, classes]</c>.</summary>
    internal Tensor Classify(Tensor features)
    {
        using var scope = NewDisposeScope();
        var dropped = training && Config.HeadDropRate > 0 ? _random.Dropout(features, Config.HeadDropRate) : features.alias();
        return (head is null ? dropped : head.call(dropped)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _random.Dispose();
            _table?.Dispose();
        }
        base.Dispose(disposing);
    }

    private static Tensor InitialTable(VideoTransformerConfig config) => config.Positions switch
    {
        PositionTable.Interpolated => PositionTables.ForFinetuning(config),
        PositionTable.Plain => PositionTables.Sinusoid(config.Tokens, config.Width),
        _ => zeros(1, config.Tokens, config.Width),
    };

    private void Initialize()
    {
        WeightInit.Initialize(this, _random);
        ResetHead();
        if (Config.Positions != PositionTable.Learnable)
            return;
        using var _ = no_grad();
        _random.TruncatedNormal(pos_embed!, 0.02);
    }
}
