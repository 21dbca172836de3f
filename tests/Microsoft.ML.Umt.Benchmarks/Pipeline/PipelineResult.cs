namespace Microsoft.ML.Umt.Benchmarks.Pipeline;

/// <summary>Rates of both ways, the processor time of this process per clip, and the largest difference of their features.</summary>
internal sealed record PipelineResult(
    double PlainClipsPerSecond,
    double PipelineClipsPerSecond,
    double PlainProcessorSecondsPerClip,
    double PipelineProcessorSecondsPerClip,
    double LargestDifference)
{
    /// <summary>Additional time of the pipeline as a share of the plain time; negative if it is faster.</summary>
    public double Overhead => PlainClipsPerSecond / PipelineClipsPerSecond - 1;
}
