namespace Microsoft.ML.Umt.Benchmarks.VideoText;

/// <summary>Seconds of one step, by phase: the text layers' reading, and the fusion layers with the losses, stand apart from the vision tower.</summary>
internal sealed record VideoTextTimes(double Teacher, double Vision, double Text, double Losses, double Backward, double Optimizer)
{
    public double Total => Teacher + Vision + Text + Losses + Backward + Optimizer;

    /// <summary>The faster of two steps as a whole: phases of different steps are never put together.</summary>
    public static VideoTextTimes Faster(VideoTextTimes? best, VideoTextTimes next) => best is null || next.Total < best.Total ? next : best;
}
