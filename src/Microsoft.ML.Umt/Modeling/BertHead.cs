using TorchSharp;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Holds the word scores under the name that BERT's state dict gives them (<c>cls.predictions</c>).</summary>
internal sealed class BertHead : torch.nn.Module
{
    internal readonly BertPredictions predictions;

    public BertHead(BertConfig config)
        : base(nameof(BertHead))
    {
        predictions = new BertPredictions(config);
        RegisterComponents();
    }
}
