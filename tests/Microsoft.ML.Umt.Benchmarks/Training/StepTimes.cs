namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>Seconds of one step, by phase.</summary>
internal sealed record StepTimes(double Teacher, double Student, double Backward, double Optimizer)
{
    public double Total => Teacher + Student + Backward + Optimizer;

    /// <summary>The faster of two steps as a whole: phases of different steps are never put together.</summary>
    public static StepTimes Faster(StepTimes? best, StepTimes next) => best is null || next.Total < best.Total ? next : best;
}
