namespace Microsoft.ML.Umt.Training;

/// <summary>A schedule of multipliers turned into learning rates. Immutable.</summary>
internal sealed class ScaledSchedule(double factor, IStepSchedule multipliers) : IStepSchedule
{
    public double this[int step] => factor * multipliers[step];
}
