namespace Microsoft.ML.Umt.Augmentation;

/// <summary>How the clips of a batch are mixed. The defaults are those of the finetuning recipes.</summary>
internal sealed record BatchMixOptions
{
    /// <summary>Parameter of the Beta distribution of mixup's weights; 0 switches mixup off.</summary>
    public double MixupAlpha { get; init; } = 0.8;

    /// <summary>Parameter of the Beta distribution of cutmix's areas; 0 switches cutmix off.</summary>
    public double CutmixAlpha { get; init; } = 1;

    /// <summary>How often anything is mixed.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>How often cutmix is taken where both are on.</summary>
    public double CutmixShare { get; init; } = 0.5;

    /// <summary>Whether a batch, a pair or each sample has its own draw.</summary>
    public MixMode Mode { get; init; } = MixMode.Batch;

    /// <summary>Label smoothing of the targets, in [0, 1).</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>True when anything is mixed at all.</summary>
    public bool IsActive => Probability > 0 && (MixupAlpha > 0 || CutmixAlpha > 0);
}
