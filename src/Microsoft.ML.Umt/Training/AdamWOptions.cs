namespace Microsoft.ML.Umt.Training;

/// <summary>The constants of AdamW; the defaults are those of the finetuning recipes.</summary>
/// <param name="Beta1">Decay of the running mean of gradients.</param>
/// <param name="Beta2">Decay of the running mean of squared gradients; 0.95 in pretraining.</param>
/// <param name="Epsilon">Added to the denominator.</param>
internal sealed record AdamWOptions(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8);
