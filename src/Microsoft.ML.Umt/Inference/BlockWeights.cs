using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>The parameters of one transformer block, with layer scale folded into the last linear layer of each branch.</summary>
/// <param name="Norm1">Before attention.</param>
/// <param name="Qkv">To query, key and value, <c>[3 D, D]</c>, head-major inside each.</param>
/// <param name="Projection">After attention.</param>
/// <param name="Norm2">Before the MLP.</param>
/// <param name="Hidden">The first layer of the MLP.</param>
/// <param name="Activation">What follows it.</param>
/// <param name="Output">The second layer of the MLP.</param>
internal sealed record BlockWeights(
    NormWeights Norm1, LinearWeights Qkv, LinearWeights Projection, NormWeights Norm2, LinearWeights Hidden, LinearActivation Activation, LinearWeights Output)
{
    // QuickGELU is x · sigmoid(1.702 x), which is silu(1.702 x) / 1.702.
    private const double QuickGeluFactor = 1.702;

    /// <summary>Reads a block; what it has to compute belongs to the current dispose scope.</summary>
    public static BlockWeights From(Block block, double epsilon) => new(
        NormWeights.From(block.norm1, epsilon),
        new LinearWeights(block.attn.qkv.weight!, block.attn.FusedBias()),
        LinearWeights.From(block.attn.proj).ScaleOutputs(block.gamma_1),
        NormWeights.From(block.norm2, epsilon),
        LinearWeights.From(block.mlp.fc1),
        LinearActivation.Gelu,
        LinearWeights.From(block.mlp.fc2).ScaleOutputs(block.gamma_2));

    /// <summary>Reads a block of CLIP's; what it has to compute belongs to the current dispose scope.</summary>
    public static BlockWeights From(ClipBlock block, double epsilon)
    {
        var (hidden, output, quick) = (LinearWeights.From(block.mlp.c_fc), LinearWeights.From(block.mlp.c_proj), block.mlp.IsQuick);
        return new(
            NormWeights.From(block.ln_1, epsilon),
            new LinearWeights(block.attn.in_proj_weight, block.attn.in_proj_bias),
            LinearWeights.From(block.attn.out_proj),
            NormWeights.From(block.ln_2, epsilon),
            quick ? hidden.ScaleOutputs(QuickGeluFactor) : hidden,
            quick ? LinearActivation.Silu : LinearActivation.Gelu,
            quick ? output.ScaleInputs(1 / QuickGeluFactor) : output);
    }

    /// <summary>The same block with the factor on the attention scores folded into the query.</summary>
    /// <param name="heads">The number of attention heads.</param>
    public BlockWeights FoldAttentionScale(int heads)
    {
        var width = Qkv.Weight.shape[1];
        var factors = ones(3 * width, device: Qkv.Weight.device);
        factors.narrow(0, 0, width).fill_(1 / Math.Sqrt((double)width / heads));
        return this with { Qkv = Qkv.ScaleOutputs(factors) };
    }
}
