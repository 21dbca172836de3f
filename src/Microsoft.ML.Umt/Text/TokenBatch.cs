using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Text;

/// <summary>Token ids of several texts, each cut or padded to the same length. Immutable.</summary>
/// <param name="Ids"><c>[Count, Length]</c>, row by row.</param>
/// <param name="Mask">1 where a token stands, 0 where the row is padded.</param>
/// <param name="Count">Number of texts.</param>
/// <param name="Length">Tokens of a row.</param>
internal sealed record TokenBatch(long[] Ids, long[] Mask, int Count, int Length)
{
    /// <summary>The ids as int64 <c>[Count, Length]</c>; the caller owns the tensor.</summary>
    public Tensor IdTensor(Device device) => ToTensor(Ids, device);

    /// <summary>The mask as int64 <c>[Count, Length]</c>; the caller owns the tensor.</summary>
    public Tensor MaskTensor(Device device) => ToTensor(Mask, device);

    private Tensor ToTensor(long[] values, Device device)
    {
        using var scope = NewDisposeScope();
        return tensor(values).reshape(Count, Length).to(device).MoveToOuterDisposeScope();
    }
}
