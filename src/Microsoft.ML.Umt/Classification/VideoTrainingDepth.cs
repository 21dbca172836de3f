namespace Microsoft.ML.Umt;

/// <summary>How much of the network a trainer changes.</summary>
public enum VideoTrainingDepth
{
    /// <summary>
    /// The encoder stays as it is: features of every video are computed once, then a classifier is trained on them. Minutes on a CPU; the choice for
    /// few videos and a pretrained encoder.
    /// </summary>
    Head,

    /// <summary>Encoder and head are trained together, end to end. The choice for many videos, a GPU, or an encoder without pretrained weights.</summary>
    Full,

    /// <summary>
    /// The encoder's weights stay, small additions to its attention (LoRA) and the head are trained. Needs neither gradients nor optimiser memory for the
    /// weights: the choice for a pretrained encoder on one small GPU. The fitted model is an ordinary one; the additions are part of its weights.
    /// </summary>
    Adapter,
}
