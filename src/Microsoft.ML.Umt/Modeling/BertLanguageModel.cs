using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>BERT with the head that scores words (<c>bert.*</c>, <c>cls.predictions.*</c>).</summary>
internal sealed class BertLanguageModel : nn.Module
{
    internal readonly BertModel bert;
    internal readonly BertHead cls;

    public BertLanguageModel(BertConfig config, int memoryWidth, ModuleRandom random)
        : base(nameof(BertLanguageModel))
    {
        bert = new BertModel(config, memoryWidth, random);
        cls = new BertHead(config);
        RegisterComponents();
    }

    /// <summary>The word vectors, which are the matrix of the word scores as well.</summary>
    public Tensor Words => bert.embeddings.word_embeddings.weight;

    /// <summary>The bias of the word scores.</summary>
    public Tensor WordBias => cls.predictions.bias;

    /// <summary>States <c>[..., D]</c> to scores of every word.</summary>
    public Tensor Predict(Tensor states) => cls.predictions.Predict(states, Words);

    /// <summary>The tensors, the tied ones a second time under the names of the decoder, as checkpoints have them.</summary>
    public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
    {
        var tensors = base.state_dict(destination, prefix);
        TiedNames.Add(tensors, string.IsNullOrEmpty(prefix) ? "" : prefix + ".", Words, WordBias);
        return tensors;
    }
}
