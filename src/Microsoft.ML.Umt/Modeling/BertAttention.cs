using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>An attention sublayer: to the text itself, or to a memory.</summary>
internal sealed class BertAttention : nn.Module
{
    internal readonly BertSelfAttention self;
    internal readonly BertResidual output;

    public BertAttention(BertConfig config, int memoryWidth, ModuleRandom random)
        : base(nameof(BertAttention))
    {
        self = new BertSelfAttention(config, memoryWidth, random);
        output = new BertResidual(config, config.Width, random);
        RegisterComponents();
    }

    /// <summary>States <c>[B, L, D]</c> after attending to the memory, or to themselves where it is null.</summary>
    public Tensor Attend(Tensor states, AttentionMemory? memory, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        return output.call(self.Attend(states, memory ?? self.Remember(states), mask), states).MoveToOuterDisposeScope();
    }
}
