using System.Numerics.Tensors;

namespace Microsoft.ML.Umt.Classification;

/// <summary>A linear classifier on features: whatever trained it, scaling of the features and temperature are folded into its weights. Immutable.</summary>
/// <param name="Weights">One row for each class, <c>[classes x features]</c>.</param>
/// <param name="Biases">One for each class.</param>
internal sealed record LinearHead(float[] Weights, float[] Biases)
{
    public int Classes => Biases.Length;

    public int Features => Weights.Length / Biases.Length;

    /// <summary>Scores before softmax.</summary>
    public void Logits(ReadOnlySpan<float> features, Span<float> logits)
    {
        for (var c = 0; c < Classes; c++)
            logits[c] = TensorPrimitives.Dot(Weights.AsSpan(c * Features, Features), features) + Biases[c];
    }
}
