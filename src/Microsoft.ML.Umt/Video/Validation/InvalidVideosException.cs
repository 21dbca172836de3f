namespace Microsoft.ML.Umt;

/// <summary>Some videos of a column cannot be used; the message lists the first of them and <see cref="Report"/> all.</summary>
public sealed class InvalidVideosException : IOException
{
    private const int Listed = 20;

    internal InvalidVideosException(VideoValidationReport report)
        : base(Text(report))
    {
        Report = report;
    }

    /// <summary>All unusable rows.</summary>
    public VideoValidationReport Report { get; }

    private static string Text(VideoValidationReport report)
    {
        var bad = report.Invalid;
        var more = bad.Count > Listed ? $"{Environment.NewLine}and {bad.Count - Listed} more" : "";
        return $"{bad.Count} of {bad.Count + report.ValidCount} videos cannot be used; repair or remove them.{Environment.NewLine}{string.Join(Environment.NewLine, bad.Take(Listed))}{more}";
    }
}
