using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>One trainable row for each id.</summary>
internal sealed class EmbeddingTable : nn.Module
{
    internal readonly Parameter weight;

    public EmbeddingTable(int rows, int width)
        : base(nameof(EmbeddingTable))
    {
        weight = OwnParameter.Of(zeros(rows, width));
        RegisterComponents();
    }

    /// <summary>Ids <c>[B, L]</c> to rows <c>[B, L, D]</c>; no gradient reaches a row by way of <paramref name="padId"/>.</summary>
    public Tensor Rows(Tensor ids, int padId)
    {
        using var scope = NewDisposeScope();
        var rows = weight.index_select(0, ids.reshape(-1)).reshape(ids.shape[0], ids.shape[1], weight.shape[1]);
        if (rows.requires_grad)
            rows = where((ids == padId).unsqueeze(-1), rows.detach(), rows);
        return rows.MoveToOuterDisposeScope();
    }

    /// <summary>The first rows, <c>[count, D]</c>.</summary>
    public Tensor First(long count) => weight.narrow(0, 0, count);
}
