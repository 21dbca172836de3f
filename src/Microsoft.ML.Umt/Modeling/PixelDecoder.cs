using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>VideoMAE's decoder: blocks over visible and mask tokens, then a linear layer to pixels on the mask tokens only.</summary>
internal sealed class PixelDecoder : nn.Module
{
    internal readonly ModuleList<Block> blocks;
    internal readonly LayerNorm norm;
    internal readonly Linear head;
    private readonly int _checkpointed;
    private readonly RecomputeContext _recompute;

    public PixelDecoder(PixelReconstructionConfig config, ModuleRandom random)
        : base(nameof(PixelDecoder))
    {
        var trunk = config.Decoder;
        blocks = new ModuleList<Block>([.. Enumerable.Range(0, trunk.Depth).Select(i => new Block(trunk.BlockAt(i), random))]);
        norm = nn.LayerNorm(trunk.Width, trunk.NormEpsilon);
        head = nn.Linear(trunk.Width, config.PatchValues);
        _checkpointed = trunk.CheckpointedBlocks;
        _recompute = new RecomputeContext(random);
        RegisterComponents();
    }

    /// <summary><c>[B, N, Dd]</c>, the hidden tokens last, to the pixels of those <c>[B, hidden, values]</c>.</summary>
    public Tensor Decode(Tensor tokens, long hidden)
    {
        _recompute.ThrowIfFailed();
        using var scope = NewDisposeScope();
        for (int i = 0; i < blocks.Count; i++)
        {
            tokens = training && i < _checkpointed
                ? RecomputedBlock.Run(blocks[i], tokens, _recompute)
                : blocks[i].call(tokens);
        }
        long count = tokens.shape[1];
        return head.call(norm.call(tokens.slice(1, count - hidden, count, 1))).MoveToOuterDisposeScope();
    }
}
