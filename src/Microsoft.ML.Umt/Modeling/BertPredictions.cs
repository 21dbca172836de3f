using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// Scores of every word at every token. The matrix is the table of word vectors itself and the bias is <see cref="bias"/>; checkpoints have both a
/// second time as <c>decoder.weight</c> and <c>decoder.bias</c>, which <see cref="TiedNames"/> adds to a state dict.
/// </summary>
internal sealed class BertPredictions : nn.Module
{
    internal readonly Parameter bias;
    internal readonly BertPredictionTransform transform;

    public BertPredictions(BertConfig config)
        : base(nameof(BertPredictions))
    {
        bias = OwnParameter.Of(zeros(config.VocabularySize));
        transform = new BertPredictionTransform(config);
        RegisterComponents();
    }

    /// <summary>States <c>[..., D]</c> to scores <c>[..., vocabulary]</c> with the given word vectors.</summary>
    public Tensor Predict(Tensor states, Tensor words)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(transform.call(states), words, bias).MoveToOuterDisposeScope();
    }
}
