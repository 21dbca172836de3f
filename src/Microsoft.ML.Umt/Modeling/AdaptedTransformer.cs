using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// A video transformer whose weights stay but for low-rank additions to its attention, the final norm and the head. Its parameters and state dict are only
/// what learns. The transformer is borrowed: it outlives this object, and is as it was but for what <see cref="Merge"/> put into it.
/// </summary>
internal sealed class AdaptedTransformer : nn.Module<Tensor, Tensor>, IRandomModule
{
    internal readonly ModuleList<AttentionAdapter> adapters;
    private readonly VideoTransformer _inner;

    /// <summary>Freezes the transformer and puts adapters that add nothing yet on it. Move both to another device, or none.</summary>
    public AdaptedTransformer(VideoTransformer inner, AdapterOptions options)
        : base(nameof(AdaptedTransformer))
    {
        _inner = inner;
        adapters = new ModuleList<AttentionAdapter>([.. inner.blocks.Select(_ => new AttentionAdapter(inner.Config.Width, options, ((IRandomModule)inner).Random))]);
        // Not by fields: they would be found, and the transformer's own frozen weights with them.
        register_module(nameof(adapters), adapters);
        register_module("fc_norm", inner.FinalNorm);
        if (inner.head is not null)
            register_module("head", inner.head);
        foreach (var parameter in inner.parameters())
            parameter.requires_grad = false;
        foreach (var parameter in inner.FinalNorm.parameters().Concat(inner.head?.parameters() ?? []))
            parameter.requires_grad = true;
        foreach (var (block, adapter) in inner.blocks.Zip(adapters))
            block.attn.Adapter = adapter;
    }

    public ModuleRandom Random => ((IRandomModule)_inner).Random;

    /// <summary>Logits, as the transformer gives them with the additions.</summary>
    public override Tensor forward(Tensor input) => _inner.call(input);

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        base.train(train);
        _inner.train(train);
    }

    /// <summary>Puts the additions into the transformer's weights and takes the adapters off: it is a plain transformer again, with the same outputs.</summary>
    public void Merge()
    {
        foreach (var (block, adapter) in _inner.blocks.Zip(adapters))
            adapter.MergeInto(block.attn.qkv.weight!, block.attn.proj.weight!);
        Release();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The norm and the head are the transformer's: only the adapters end here.
        if (disposing)
        {
            Release();
            adapters.Dispose();
        }
    }

    private void Release()
    {
        foreach (var block in _inner.blocks)
            block.attn.Adapter = null;
        foreach (var parameter in _inner.parameters())
            parameter.requires_grad = true;
    }
}
