using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>
/// Draws a wrong partner for every sample, likelier the more alike it is. Works on the logarithms of the weights, so that a low temperature cannot
/// round every weight to 0, and needs no decision on the host.
/// </summary>
internal static class HardNegatives
{
    /// <summary>Logarithms of the unnormalised weights <c>[B, B]</c> of a row's candidates; minus infinity for those that show the same.</summary>
    /// <param name="similarity">Rows ask, columns are the candidates; divided by the temperature.</param>
    /// <param name="identities">What the samples show.</param>
    /// <param name="hard">Whether likeness counts; otherwise all candidates weigh the same.</param>
    public static Tensor LogWeights(Tensor similarity, PairIdentities identities, bool hard = true)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var scores = hard ? similarity.to(ScalarType.Float32).nan_to_num(0).log_softmax(1) : zeros_like(similarity);
        return scores.masked_fill(identities.Same(similarity.device), double.NegativeInfinity).MoveToOuterDisposeScope();
    }

    /// <summary>One candidate for each row, <c>[B]</c> int64. Adding Gumbel noise and taking the largest draws with these weights.</summary>
    public static Tensor Draw(Tensor logWeights, Generator generator)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        // Kept off 0 and 1, where the noise would be infinite.
        var uniform = rand(logWeights.shape, generator: generator).clamp(1e-7, 1 - 1e-7).to(logWeights.device, non_blocking: true);
        return (logWeights - (-uniform.log()).log()).argmax(1).MoveToOuterDisposeScope();
    }
}
