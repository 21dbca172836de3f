using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// BERT in the reference's split modes: the lower layers read text alone, the upper (fusion) layers also attend to a memory of video tokens or of a
/// question. Names of the state dict equal Hugging Face's.
/// </summary>
internal sealed class BertModel : nn.Module
{
    internal readonly BertEmbeddings embeddings;
    internal readonly BertLayers encoder;

    /// <param name="config">Sizes and options.</param>
    /// <param name="memoryWidth">Width of the states that fusion layers attend to.</param>
    /// <param name="random">Random numbers of the whole model.</param>
    public BertModel(BertConfig config, int memoryWidth, ModuleRandom random)
        : base(nameof(BertModel))
    {
        config.Validate();
        NativeRuntime.EnsureLoaded();
        Config = config;
        embeddings = new BertEmbeddings(config, random);
        encoder = new BertLayers(config, memoryWidth, random);
        RegisterComponents();
    }

    public BertConfig Config { get; }

    /// <summary>Mode "text": ids and mask <c>[B, L]</c> to the states <c>[B, L, D]</c> below the fusion layers.</summary>
    public Tensor EncodeText(Tensor ids, Tensor mask)
    {
        using var scope = NewDisposeScope();
        return Run(Embed(ids), BertMasks.Padding(mask), null, null, 0, Config.FusionLayer).MoveToOuterDisposeScope();
    }

    /// <summary>What the fusion layers keep of states <c>[B, S, W]</c>: one memory a layer, usable for any number of texts.</summary>
    public AttentionMemory[] Remember(Tensor states)
    {
        if (Config.FusionLayers == 0)
            throw new InvalidOperationException("The text tower has no fusion layers: BertConfig.FusionLayer equals its Depth.");
        return [.. encoder.layer.Skip(Config.FusionLayer).Select(layer => layer.crossattention!.self.Remember(states))];
    }

    /// <summary>Mode "fusion": text states and mask with one memory for each fusion layer, to states <c>[B, L, D]</c>.</summary>
    public Tensor Fuse(Tensor states, Tensor mask, AttentionMemory[] memory, Tensor? memoryMask = null)
    {
        using var scope = NewDisposeScope();
        var hidden = memoryMask is null ? null : BertMasks.Memory(memoryMask);
        return Run(states, BertMasks.Padding(mask), memory, hidden, Config.FusionLayer, Config.Depth).MoveToOuterDisposeScope();
    }

    /// <summary>Mode "multi-modal": every layer from ids to states <c>[B, L, D]</c>.</summary>
    public Tensor EncodeWith(Tensor ids, Tensor mask, Tensor memory)
    {
        using var scope = NewDisposeScope();
        return Run(Embed(ids), BertMasks.Padding(mask), Remember(memory), null, 0, Config.Depth).MoveToOuterDisposeScope();
    }

    /// <summary>As a decoder: a token sees what stands before it and the memory.</summary>
    public Tensor Decode(Tensor ids, Tensor mask, AttentionMemory[] memory, Tensor memoryMask)
    {
        using var scope = NewDisposeScope();
        return Run(Embed(ids), BertMasks.CausalPadding(mask), memory, BertMasks.Memory(memoryMask), 0, Config.Depth).MoveToOuterDisposeScope();
    }

    private Tensor Embed(Tensor ids)
    {
        if (ids.Dimensions != 2 || ids.dtype != ScalarType.Int64 || ids.shape[1] > Config.MaxTokens)
        {
            throw new ArgumentException(
                $"Expected int64 word ids [B, at most {Config.MaxTokens}], found {ids.dtype} [{string.Join(", ", ids.shape)}].", nameof(ids));
        }
        return embeddings.Embed(ids);
    }

    private Tensor Run(Tensor states, Tensor mask, AttentionMemory[]? memory, Tensor? memoryMask, int first, int end)
    {
        var current = states.alias();
        for (var i = first; i < end; i++)
        {
            var next = encoder.layer[i].Run(current, mask, i < Config.FusionLayer ? null : memory?[i - Config.FusionLayer], memoryMask);
            current.Dispose();
            current = next;
        }
        return current;
    }
}
