namespace Microsoft.ML.Umt.Training;

/// <summary>Names under which running totals and validation results are found.</summary>
internal static class MetricNames
{
    public const string Loss = "loss";
    // Before the name of a part of the loss.
    public const string LossPart = "loss ";
    public const string Top1 = "top1";
    public const string Top5 = "top5";
    public const string MeanClassAccuracy = "mean_class_accuracy";
}
