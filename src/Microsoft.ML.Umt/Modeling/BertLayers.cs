using TorchSharp;
using TorchSharp.Modules;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Holds the layers under the name that BERT's state dict gives them (<c>encoder.layer.i</c>).</summary>
internal sealed class BertLayers : torch.nn.Module
{
    internal readonly ModuleList<BertLayer> layer;

    public BertLayers(BertConfig config, int memoryWidth, ModuleRandom random)
        : base(nameof(BertLayers))
    {
        layer = new ModuleList<BertLayer>([.. Enumerable.Range(0, config.Depth)
            .Select(i => new BertLayer(config, i >= config.FusionLayer ? memoryWidth : null, random))]);
        RegisterComponents();
    }
}
