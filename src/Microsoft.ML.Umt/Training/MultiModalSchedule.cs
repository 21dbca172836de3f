namespace Microsoft.ML.Umt.Training;

/// <summary>
/// The learning-rate multiplier of the video-text trainings at any step: linear warm-up from 0, then a cosine, never below a floor. Immutable.
/// </summary>
/// <param name="warmupSteps">Steps of warm-up.</param>
/// <param name="totalSteps">Steps of the whole training.</param>
/// <param name="floor">The smallest multiplier.</param>
/// <param name="cycles">Full turns of the cosine; one half takes the multiplier from 1 to the floor.</param>
internal sealed class MultiModalSchedule(int warmupSteps, int totalSteps, double floor = 0, double cycles = 0.5) : IStepSchedule
{
    /// <summary>The multiplier at step <paramref name="step"/>, 0 being the first.</summary>
    public double this[int step]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(step);
            if (step < warmupSteps)
                return Math.Max(floor, (double)step / Math.Max(1, warmupSteps));
            var progress = (double)(step - warmupSteps) / Math.Max(1, totalSteps - warmupSteps);
            return Math.Max(floor, 0.5 * (1 + Math.Cos(Math.PI * cycles * 2 * progress)));
        }
    }
}
