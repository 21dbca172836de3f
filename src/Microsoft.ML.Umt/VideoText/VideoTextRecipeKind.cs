namespace Microsoft.ML.Umt;

/// <summary>What a recipe is for.</summary>
public enum VideoTextRecipeKind
{
    /// <summary>Learning from captioned pictures and videos of any kind, with all four losses.</summary>
    Pretraining,

    /// <summary>Learning from the captions of one data set, with the contrastive and the matching loss.</summary>
    Finetuning,

    /// <summary>Scoring a data set with the pretrained model as it is.</summary>
    ZeroShot,
}
