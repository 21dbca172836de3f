using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>What a layer attends to: keys and values <c>[B, heads, S, D / heads]</c>.</summary>
internal readonly record struct AttentionMemory(Tensor Keys, Tensor Values)
{
    /// <summary>The memory of the given rows <c>[M]</c> of the batch, in their order; the same row may come several times.</summary>
    public AttentionMemory Take(Tensor rows) => new(Keys.index_select(0, rows), Values.index_select(0, rows));

    /// <summary>One row's memory for a whole batch, without copying it. The memory must have one row.</summary>
    public AttentionMemory Repeat(long times) => new(Keys.expand(times, -1, -1, -1), Values.expand(times, -1, -1, -1));

    public AttentionMemory MoveToOuterDisposeScope() => new(Keys.MoveToOuterDisposeScope(), Values.MoveToOuterDisposeScope());
}
