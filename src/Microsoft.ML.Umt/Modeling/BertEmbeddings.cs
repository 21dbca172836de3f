using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Word, token type and position vectors, summed and normed.</summary>
internal sealed class BertEmbeddings : nn.Module
{
    internal readonly Tensor position_ids;
    internal readonly EmbeddingTable word_embeddings;
    internal readonly EmbeddingTable position_embeddings;
    internal readonly EmbeddingTable token_type_embeddings;
    internal readonly LayerNorm LayerNorm;
    private readonly BertConfig _config;
    private readonly ModuleRandom _random;

    public BertEmbeddings(BertConfig config, ModuleRandom random)
        : base(nameof(BertEmbeddings))
    {
        (_config, _random) = (config, random);
        // Positions always count from 0; the buffer is kept because checkpoints have it.
        position_ids = arange(config.MaxTokens, dtype: ScalarType.Int64).unsqueeze(0).DetachFromDisposeScope();
        word_embeddings = new EmbeddingTable(config.VocabularySize, config.Width);
        position_embeddings = new EmbeddingTable(config.MaxTokens, config.Width);
        token_type_embeddings = new EmbeddingTable(config.TokenTypes, config.Width);
        LayerNorm = nn.LayerNorm(config.Width, config.NormEpsilon);
        RegisterComponents();
    }

    /// <summary>Ids <c>[B, L]</c> to states <c>[B, L, D]</c>.</summary>
    public Tensor Embed(Tensor ids)
    {
        using var scope = NewDisposeScope();
        var sum = word_embeddings.Rows(ids, _config.PadId) + token_type_embeddings.First(1) + position_embeddings.First(ids.shape[1]);
        var states = LayerNorm.call(sum);
        if (training && _config.DropRate > 0)
            states = _random.Dropout(states, _config.DropRate);
        return states.MoveToOuterDisposeScope();
    }
}
