namespace Microsoft.ML.Umt;

/// <summary>What a video model learns in pretraining.</summary>
public enum PretrainingObjective
{
    /// <summary>To give, from the tokens that it sees, the features that an image teacher gives. The unmasked teacher itself.</summary>
    Alignment,

    /// <summary>To paint the pixels that it does not see, without a teacher: VideoMAE, the baseline of the paper.</summary>
    PixelReconstruction,
}
