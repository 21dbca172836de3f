using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>Multi-head self-attention between query, key and value; it has no weights. Thread-safe.</summary>
internal interface IAttention
{
    /// <summary>Whether the query arrives already multiplied by the scale of the scores.</summary>
    bool ExpectsScaledQuery { get; }

    /// <summary>Attends inside each sequence.</summary>
    /// <param name="qkv"><c>[sequences, N, 3 D]</c> contiguous: query, key, value; head-major inside each.</param>
    /// <param name="heads">A divisor of D.</param>
    /// <returns><c>[sequences · N, D]</c> contiguous.</returns>
    Tensor Attend(Tensor qkv, int heads);
}
