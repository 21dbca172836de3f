namespace Microsoft.ML.Umt.Training;

/// <summary>
/// Dynamic loss scaling for float16 (spec umt-single 5.4): the loss is multiplied before the backward pass so that small gradients do not vanish in
/// float16, and the gradients are divided by the same number before they are used. An overflow halves the factor, a long row of good steps doubles it.
/// </summary>
/// <param name="initialScale">The first factor. A power of two, so that scaling itself rounds nothing.</param>
/// <param name="growthInterval">Good steps in a row after which the factor doubles.</param>
internal sealed class LossScaling(double initialScale = 65536, int growthInterval = 2000) : ICheckpointPart
{
    // Below it an overflow is not the factor's fault.
    private const double SmallestScale = 1;
    private const double LargestScale = 1L << 40;
    private const double Growth = 2, Backoff = 0.5;

    private int _goodSteps;

    /// <summary>The present factor on the loss.</summary>
    public double Scale { get; private set; } = initialScale;

    /// <summary>Halves the factor after gradients that were not finite; false when it is small already and so not to blame.</summary>
    public bool TryBackOff()
    {
        _goodSteps = 0;
        if (Scale <= SmallestScale)
            return false;
        Scale *= Backoff;
        return true;
    }

    /// <summary>Counts a step with finite gradients.</summary>
    public void NoteGoodStep()
    {
        if (++_goodSteps < growthInterval)
            return;
        _goodSteps = 0;
        Scale = Math.Min(Scale * Growth, LargestScale);
    }

    /// <inheritdoc/>
    public string CheckpointName => "loss_scaling";

    /// <inheritdoc/>
    public void Save(CheckpointSection section)
    {
        section.Write("scale", Scale);
        section.Write("good_steps", (long)_goodSteps);
    }

    /// <inheritdoc/>
    public void Load(CheckpointSection section) => (Scale, _goodSteps) = (section.ReadDouble("scale"), section.ReadInt32("good_steps"));
}
