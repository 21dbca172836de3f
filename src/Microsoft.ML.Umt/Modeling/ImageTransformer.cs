using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The plain vision transformer for pictures with a class token, in timm's layout and names, so that timm's checkpoints load by name.
/// Used as an encoder of single frames.
/// </summary>
/// <remarks>
/// Inputs are float pictures <c>[B, 3, H, W]</c>, RGB, normalised with the checkpoint's own mean and standard deviation (0.5 for the augreg family).
/// Returned tensors belong to the caller. Evaluation without gradients may run on several threads at once; training may not.
/// </remarks>
public sealed class ImageTransformer : nn.Module<Tensor, Tensor>, IRandomModule
{
    internal readonly Parameter cls_token;
    internal readonly Parameter pos_embed;
    internal readonly ImagePatchEmbed patch_embed;
    internal readonly ModuleList<Block> blocks;
    internal readonly LayerNorm norm;
    internal readonly Linear? head;
    private readonly ModuleRandom _random;
    private readonly RecomputeContext _recompute;

    /// <summary>Makes the model with fresh weights, in training mode as every TorchSharp module.</summary>
    /// <param name="config">Sizes and options.</param>
    /// <param name="seed">Seed of the initial weights and of drop path; null draws one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A property of <paramref name="config"/> is out of range; the message names it.</exception>
    public ImageTransformer(ImageTransformerConfig config, int? seed = null)
        : base(nameof(ImageTransformer))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        NativeRuntime.EnsureLoaded();
        Config = config;
        _random = new ModuleRandom(seed);
        _recompute = new RecomputeContext(_random);

        cls_token = OwnParameter.Of(zeros(1, 1, config.Width));
        pos_embed = OwnParameter.Of(zeros(1, config.Tokens, config.Width));
        patch_embed = new ImagePatchEmbed(config);
        blocks = new ModuleList<Block>([.. Enumerable.Range(0, config.Depth).Select(i => new Block(config.BlockAt(i), _random))]);
        norm = nn.LayerNorm(config.Width, config.NormEpsilon);
        if (config.Classes > 0)
            head = nn.Linear(config.Width, config.Classes);
        RegisterComponents();
        Initialize();
    }

    /// <summary>The sizes and options the model was made with.</summary>
    public ImageTransformerConfig Config { get; }

    /// <summary>Logits <c>[B, classes]</c> of normalised pictures <c>[B, 3, H, W]</c>.</summary>
    /// <exception cref="ArgumentException">The input has another shape than the configuration says.</exception>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Classify(ForwardFeatures(input)).MoveToOuterDisposeScope();
    }

    /// <summary>Features <c>[B, D]</c>: the normed class token that the head sees.</summary>
    /// <param name="input">Normalised pictures <c>[B, 3, H, W]</c>.</param>
    /// <exception cref="ArgumentException">The input has another shape than the configuration says.</exception>
    public Tensor ForwardFeatures(Tensor input)
    {
        using var scope = NewDisposeScope();
        return ForwardTokens(input).select(1, 0).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Tokens <c>[B, 1 + P, D]</c> after the final norm: the class token, then the patches by row and column.</summary>
    /// <param name="input">Normalised pictures <c>[B, 3, H, W]</c>.</param>
    /// <exception cref="ArgumentException">The input has another shape than the configuration says.</exception>
    public Tensor ForwardTokens(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        InputGuard.Images(input, Config);
        _recompute.ThrowIfFailed();

        using var scope = NewDisposeScope();
        var tokens = Embed(input);
        for (int i = 0; i < Config.Depth; i++)
        {
            var next = training && i < Config.CheckpointedBlocks
                ? RecomputedBlock.Run(blocks[i], tokens, _recompute)
                : blocks[i].call(tokens);
            tokens.Dispose();
            tokens = next;
        }
        return norm.call(tokens).MoveToOuterDisposeScope();
    }

    /// <summary>Floating-point operations of one forward pass over one picture; see <see cref="ImageTransformerConfig.EstimateFlops"/>.</summary>
    public double EstimateFlops() => Config.EstimateFlops();

    ModuleRandom IRandomModule.Random => _random;

    /// <summary>Restarts the random numbers of drop path.</summary>
    /// <param name="seed">Any number; the same seed gives the same draws.</param>
    public void SeedRandomness(int seed) => _random.Seed(seed);

    /// <summary>Class and patch tokens with their position vectors, <c>[B, 1 + P, D]</c>.</summary>
    internal Tensor Embed(Tensor input)
    {
        using var scope = NewDisposeScope();
        var patches = patch_embed.call(input);
        var tokens = cat([cls_token.expand(patches.shape[0], -1, -1), patches], 1);
        return (tokens + pos_embed).MoveToOuterDisposeScope();
    }

    /// <summary>Features <c>[B, D]</c> to logits <c>[B, classes]</c>.</summary>
    internal Tensor Classify(Tensor features) => head is null ? features.alias() : head.call(features);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _random.Dispose();
        base.Dispose(disposing);
    }

    private void Initialize()
    {
        WeightInit.Initialize(this, _random);
        using var _ = no_grad();
        _random.TruncatedNormal(pos_embed, 0.02);
        _random.TruncatedNormal(cls_token, 1e-6);
        head?.weight!.zero_();
    }
}
