using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>What the encoders need of a network, whichever module it comes from: views that belong to the module, or to the current dispose scope.</summary>
internal sealed record EncoderWeights
{
    public required TokenGrid Grid { get; init; }

    /// <summary>Frames of a clip; null for a network of single frames.</summary>
    public required int? Frames { get; init; }

    public required int Heads { get; init; }

    /// <summary>The patch embedding as a linear layer over flattened patches.</summary>
    public required LinearWeights PatchEmbed { get; init; }

    /// <summary>Vectors to add to the patch tokens, <c>[1, N, D]</c>.</summary>
    public required Tensor PatchPositions { get; init; }

    /// <summary>The class token with its position, <c>[1, 1, D]</c>; null for networks without.</summary>
    public required Tensor? ClassToken { get; init; }

    /// <summary>The norm between the embedding and the blocks, CLIP's; null for networks without.</summary>
    public NormWeights? EmbeddingNorm { get; init; }

    public required IReadOnlyList<BlockWeights> Blocks { get; init; }

    /// <summary>The norm before the head.</summary>
    public required NormWeights FinalNorm { get; init; }

    /// <summary>Null for networks without a head.</summary>
    public required LinearWeights? Head { get; init; }

    public int Width => (int)FinalNorm.Weight.shape[0];

    /// <summary>Tokens that attend to each other: those of a clip, or of a frame.</summary>
    public int SequenceLength => (int)PatchPositions.shape[1] + (ClassToken is null ? 0 : 1);

    public static EncoderWeights From(VideoTransformer module)
    {
        var config = module.Config;
        return new EncoderWeights
        {
            Grid = new TokenGrid(config.ImageHeight, config.ImageWidth, config.PatchSize, config.TubeletSize),
            Frames = config.Frames,
            Heads = config.Heads,
            PatchEmbed = new LinearWeights(module.patch_embed.proj.weight!.flatten(1), module.patch_embed.proj.bias),
            PatchPositions = module.Positions,
            ClassToken = null,
            Blocks = [.. module.blocks.Select(block => BlockWeights.From(block, config.NormEpsilon))],
            FinalNorm = NormWeights.From(module.FinalNorm, config.NormEpsilon),
            Head = module.head is { } head ? LinearWeights.From(head) : null,
        };
    }

    public static EncoderWeights From(ImageTransformer module)
    {
        var config = module.Config;
        return new EncoderWeights
        {
            Grid = new TokenGrid(config.ImageHeight, config.ImageWidth, config.PatchSize, TubeletSize: 1),
            Frames = null,
            Heads = config.Heads,
            PatchEmbed = new LinearWeights(module.patch_embed.proj.weight!.flatten(1), module.patch_embed.proj.bias),
            PatchPositions = module.pos_embed.narrow(1, 1, config.Tokens - 1),
            ClassToken = module.cls_token + module.pos_embed.narrow(1, 0, 1),
            Blocks = [.. module.blocks.Select(block => BlockWeights.From(block, config.NormEpsilon))],
            FinalNorm = NormWeights.From(module.norm, config.NormEpsilon),
            Head = module.head is { } head ? LinearWeights.From(head) : null,
        };
    }

    public static EncoderWeights From(ClipVisionTransformer module)
    {
        var (config, epsilon) = (module.Config, ClipVisionTransformer.NormEpsilon);
        var positions = module.positional_embedding.unsqueeze(0);
        return new EncoderWeights
        {
            Grid = new TokenGrid(config.ImageSize, config.ImageSize, config.PatchSize, TubeletSize: 1),
            Frames = null,
            Heads = config.Heads,
            PatchEmbed = new LinearWeights(module.conv1.weight!.flatten(1), null),
            PatchPositions = positions.narrow(1, 1, positions.shape[1] - 1),
            ClassToken = module.class_embedding + positions.narrow(1, 0, 1),
            EmbeddingNorm = NormWeights.From(module.ln_pre, epsilon),
            Blocks = [.. module.transformer.resblocks.Select(block => BlockWeights.From(block, epsilon))],
            FinalNorm = NormWeights.From(module.ln_post, epsilon),
            Head = null,
        };
    }
}
