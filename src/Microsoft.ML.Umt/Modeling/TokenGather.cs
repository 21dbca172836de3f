using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Picks tokens by index. Gathering keeps every shape known on the host, where boolean indexing would wait for the device.</summary>
internal static class TokenGather
{
    /// <summary>
    /// <c>[..., B, N, D]</c> (or <c>[..., 1, N, D]</c>) at indices <c>[B, M]</c> to <c>[..., B, M, D]</c>.
    /// </summary>
    public static Tensor Take(Tensor tokens, Tensor indices)
    {
        using var scope = NewDisposeScope();
        long width = tokens.shape[^1];
        long[] leading = [.. tokens.shape[..^3], indices.shape[0]];
        var source = tokens.expand([.. leading, tokens.shape[^2], width]);
        var index = indices.unsqueeze(-1).expand([.. leading, indices.shape[1], width]);
        return source.gather(-2, index).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The indices of the visible tokens, ascending, <c>[B, visible]</c>, of a mask <c>[B, N]</c> whose true entries are hidden. Every row must have
    /// the given number of visible tokens; that is not read back from the device.
    /// </summary>
    public static Tensor VisibleIndices(Tensor mask, long visible) => Smallest(mask, visible);

    /// <summary>The indices of the hidden tokens, ascending, <c>[B, N - visible]</c>.</summary>
    public static Tensor HiddenIndices(Tensor mask, long visible)
    {
        using var scope = NewDisposeScope();
        return Smallest(mask.logical_not(), mask.shape[1] - visible).MoveToOuterDisposeScope();
    }

    // Position plus N for true entries: distinct keys, so the first `count` of the sorted order are the false entries in ascending position.
    private static Tensor Smallest(Tensor mask, long count)
    {
        using var scope = NewDisposeScope();
        long tokens = mask.shape[1];
        var keys = mask.to(ScalarType.Int64) * tokens + arange(tokens, dtype: ScalarType.Int64, device: mask.device);
        return keys.argsort(1).slice(1, 0, count, 1).contiguous().MoveToOuterDisposeScope();
    }
}
