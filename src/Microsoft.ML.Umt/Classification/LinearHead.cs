using System.Numerics.Tensors;

namespace Microsoft.ML.Umt.Classification;

/// <summary>A linear classifier on features: whatever trained it, scaling of the features and temperature are folded into its weights. Immutable.</summary>
/// <param name="Weights">One row for each class, <c>[classes x features]</c>.</param>
/// <param name="Biases">One for each class.</param>
internal sealed record LinearHead(float[] Weights, float[] Biases)
{
    /// <summary>A head out of a file, whose sizes must agree with the number of classes.</summary>
    /// <exception cref="FormatException">They do not; the file is damaged.</exception>
    public static LinearHead Checked(float[] weights, float[] biases, int classes) =>
        classes > 0 && biases.Length == classes && weights.Length > 0 && weights.Length % classes == 0
            ? new LinearHead(weights, biases)
            : throw new FormatException($"The classifier's head has {weights.Length} weights and {biases.Length} biases for {classes} classes: the model file is damaged.");

    public int Classes => Biases.Length;

    public int Features => Weights.Length / Biases.Length;

    /// <summary>Scores before softmax.</summary>
    public void Logits(ReadOnlySpan<float> features, Span<float> logits)
    {
        for (var c = 0; c < Classes; c++)
            logits[c] = TensorPrimitives.Dot(Weights.AsSpan(c * Features, Features), features) + Biases[c];
    }
}
