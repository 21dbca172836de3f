using static TorchSharp.torch;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>Word ids <c>[B, L]</c> int64 and masks <c>[B, L]</c>, 1 for words and 0 for padding. The tensors stay the giver's.</summary>
internal readonly record struct TextBatch(Tensor Ids, Tensor Mask)
{
    /// <summary>The rows of the given indices.</summary>
    public TextBatch Take(Tensor rows) => new(Ids.index_select(0, rows), Mask.index_select(0, rows));
}
