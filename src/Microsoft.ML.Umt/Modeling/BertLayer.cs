using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>A post-norm layer: self-attention, in fusion layers attention to a memory, perceptron.</summary>
internal sealed class BertLayer : nn.Module
{
    internal readonly BertAttention attention;
    internal readonly BertAttention? crossattention;
    internal readonly BertIntermediate intermediate;
    internal readonly BertResidual output;

    /// <summary>Makes a layer; <paramref name="memoryWidth"/> makes it a fusion layer that attends to states of that width.</summary>
    public BertLayer(BertConfig config, int? memoryWidth, ModuleRandom random)
        : base(nameof(BertLayer))
    {
        attention = new BertAttention(config, config.Width, random);
        if (memoryWidth is { } width)
            crossattention = new BertAttention(config, width, random);
        intermediate = new BertIntermediate(config);
        output = new BertResidual(config, config.HiddenWidth, random);
        RegisterComponents();
    }

    /// <summary>States <c>[B, L, D]</c> to the same shape. A layer that is no fusion layer ignores the memory.</summary>
    public Tensor Run(Tensor states, Tensor? mask, AttentionMemory? memory, Tensor? memoryMask)
    {
        using var scope = NewDisposeScope();
        var attended = attention.Attend(states, null, mask);
        if (crossattention is not null)
            attended = crossattention.Attend(attended, memory ?? throw new ArgumentNullException(nameof(memory), "A fusion layer needs something to attend to."), memoryMask);
        return output.call(intermediate.call(attended), attended).MoveToOuterDisposeScope();
    }
}
