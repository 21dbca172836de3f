namespace Microsoft.ML.Umt.Modeling;

/// <summary>Where the position vectors that are added to the patch tokens come from.</summary>
public enum PositionTable
{
    /// <summary>
    /// The authors' table for finetuning: the sinusoid over the pretraining grid (8 frames of 14 x 14 patches; of 16 x 16 for patch size 14),
    /// resized to the model's own grid, bicubic in space and linear in time. When its length differs from that of the pretraining table it is kept
    /// as the parameter <c>pos_embed</c>, as in the authors' state dict, but never trained.
    /// </summary>
    Interpolated,

    /// <summary>The sinusoid computed directly over the model's own tokens; no parameter. The choice for small models trained from scratch.</summary>
    Plain,

    /// <summary>A parameter <c>pos_embed</c> that starts as random numbers (normal, standard deviation 0.02) and is trained.</summary>
    Learnable,
}
