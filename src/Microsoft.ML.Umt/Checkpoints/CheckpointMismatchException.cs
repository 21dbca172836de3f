namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>A checkpoint is sound but does not fit the model. The model was not changed.</summary>
public sealed class CheckpointMismatchException : CheckpointException
{
    private const int MostNamed = 12;

    /// <summary>Makes the exception from the report of a strict load.</summary>
    /// <param name="report">The report, which has problems.</param>
    public CheckpointMismatchException(CheckpointLoadReport report)
        : base(Describe(report ?? throw new ArgumentNullException(nameof(report))), report.File)
    {
        Report = report;
    }

    /// <summary>Everything the load found.</summary>
    public CheckpointLoadReport Report { get; }

    private static string Describe(CheckpointLoadReport report)
    {
        string[] parts =
        [
            .. Part("missing in the file", report.Missing),
            .. Part("not in the model", report.Unexpected),
            .. Part("of another shape", report.Mismatched),
            .. Part("with NaN or infinite values", report.NonFinite),
        ];
        return $"it does not fit the model, which was left as it was. Tensors {string.Join("; tensors ", parts)}. " + Advice(report);
    }

    private static IEnumerable<string> Part(string what, IReadOnlyList<CheckpointFinding> findings)
    {
        var problems = findings.Where(finding => !finding.IsBenign).ToList();
        if (problems.Count == 0)
            return [];
        string more = problems.Count > MostNamed ? $", and {problems.Count - MostNamed} more" : "";
        return [$"{what}: {string.Join(", ", problems.Take(MostNamed))}{more}"];
    }

    private static string Advice(CheckpointLoadReport report) =>
        report.Problems.All(finding => finding.Key.StartsWith("head.", StringComparison.Ordinal))
            ? "Only the classification head differs: set DropHead for a new set of classes, or LabelMapFile for a Kinetics-710 head."
            : "Check that the preset or configuration is the checkpoint's own, or set Strict to false to load what fits.";
}
