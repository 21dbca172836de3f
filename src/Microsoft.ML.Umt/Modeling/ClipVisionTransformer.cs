using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// CLIP's visual encoder as the unmasked teacher (spec <c>umt-single</c>, section 2): it sees the whole frames of a clip, one by one, and hands out the
/// projected patch features of several layers and the class token's attention of the last one. Keys of the state dict equal the authors' extracted
/// CLIP files.
/// </summary>
/// <remarks>Frozen: no gradients are kept and no parameter requires one. Returned tensors belong to the caller. Safe for concurrent calls.</remarks>
public sealed class ClipVisionTransformer : nn.Module<Tensor, (Tensor Features, Tensor ClassAttention)>
{
    internal const double NormEpsilon = 1e-5;

    internal readonly Parameter class_embedding;
    internal readonly Parameter positional_embedding;
    internal readonly Parameter proj;
    internal readonly Conv3d conv1;
    internal readonly LayerNorm ln_pre;
    internal readonly ClipBlocks transformer;
    internal readonly LayerNorm ln_post;
    private readonly int[] _layers;

    /// <summary>Makes the encoder, in evaluation mode. Its weights are meaningless until a checkpoint is loaded.</summary>
    /// <param name="config">Sizes and options.</param>
    /// <exception cref="ArgumentOutOfRangeException">A property of <paramref name="config"/> is out of range; the message names it.</exception>
    public ClipVisionTransformer(ClipVisionConfig config)
        : base(nameof(ClipVisionTransformer))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        NativeRuntime.EnsureLoaded();
        Config = config;
        _layers = config.ReturnedBlocks;
        class_embedding = OwnParameter.Of(zeros(config.Width));
        positional_embedding = OwnParameter.Of(zeros((config.Grid * config.Grid) + 1, config.Width));
        proj = OwnParameter.Of(zeros(config.Width, config.OutputWidth));
        (long, long, long) kernel = (1, config.PatchSize, config.PatchSize);
        conv1 = nn.Conv3d(3, config.Width, kernel, kernel, bias: false);
        ln_pre = nn.LayerNorm(config.Width, NormEpsilon);
        transformer = new ClipBlocks(config);
        ln_post = nn.LayerNorm(config.Width, NormEpsilon);
        RegisterComponents();
        eval();
        foreach (var parameter in parameters())
            parameter.requires_grad = false;
    }

    /// <summary>The sizes and options the encoder was made with.</summary>
    public ClipVisionConfig Config { get; }

    /// <summary>
    /// Features <c>[K, B, T*P, C]</c>, shallow layers first, tokens by time, row, column; and the class token's attention to the patches of each frame
    /// in the last block, averaged over the heads, <c>[B*T, P]</c> (its rows sum to a little less than 1: the class token's own share is left out).
    /// </summary>
    /// <param name="clips">
    /// The student's clips <c>[B, 3, T, H, W]</c>, normalised as the student wants them (the authors do not renormalise for CLIP). Frames of another
    /// size than the teacher's are resized with bicubic interpolation.
    /// </param>
    /// <exception cref="ArgumentException">The input is no batch of clips.</exception>
    public override (Tensor Features, Tensor ClassAttention) forward(Tensor clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        InputGuard.AnyClips(clips);
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var resized = FrameScaling.Bicubic(clips, Config.ImageSize);
        var tokens = Embed(resized);
        var features = new List<Tensor>(_layers.Length);
        Tensor? attention = null;
        for (int i = 0; i < Config.Depth; i++)
        {
            var block = transformer.resblocks[i];
            Tensor next;
            if (i == Config.Depth - 1)
                (next, attention) = block.ForwardWithClassAttention(tokens);
            else
                next = block.call(tokens);
            tokens.Dispose();
            tokens = next;
            if (_layers.Contains(i))
                features.Add(Project(tokens, clips.shape[0]));
        }
        return (stack(features).MoveToOuterDisposeScope(), attention!.MoveToOuterDisposeScope());
    }

    /// <summary>Clips to <c>[B*T, 1 + P, W]</c>: a class token before the patches of every frame.</summary>
    private Tensor Embed(Tensor clips)
    {
        using var scope = NewDisposeScope();
        var patches = conv1.call(clips).permute(0, 2, 3, 4, 1).reshape(-1, Config.Grid * Config.Grid, Config.Width);
        var tokens = cat([class_embedding.expand(patches.shape[0], 1, Config.Width), patches], 1);
        return ln_pre.call(tokens + positional_embedding).MoveToOuterDisposeScope();
    }

    /// <summary>Patch tokens of one layer to <c>[B, T*P, C]</c> in float32.</summary>
    private Tensor Project(Tensor tokens, long batch)
    {
        using var scope = NewDisposeScope();
        var normed = ln_post.call(tokens.slice(1, 1, tokens.shape[1], 1)).reshape(batch, -1, Config.Width);
        var projected = TorchGuard.MatMul(normed, proj).to(ScalarType.Float32);
        return FeatureScaling.Apply(projected, Config.FeatureNorm).MoveToOuterDisposeScope();
    }
}
