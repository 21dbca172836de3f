namespace Microsoft.ML.Umt;

/// <summary>What a tested model has learned from.</summary>
public enum VideoTextTraining
{
    /// <summary>Pretraining only: no video of the tested data set was learned from.</summary>
    ZeroShot,

    /// <summary>Pretraining, then the training split of the tested data set.</summary>
    Finetuned,
}
