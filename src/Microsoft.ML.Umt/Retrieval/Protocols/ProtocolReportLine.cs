namespace Microsoft.ML.Umt;

/// <summary>One number beside the published one, in percent.</summary>
/// <param name="Name">What was measured, for example <c>text to video R@1</c>.</param>
/// <param name="Paper">The published number; null where none was published.</param>
/// <param name="Ours">The number that was measured here, two decimals.</param>
public sealed record ProtocolReportLine(string Name, double? Paper, double Ours)
{
    /// <summary>Ours minus paper, in percentage points; null where none was published.</summary>
    public double? Delta => Paper is { } paper ? Math.Round(Ours - paper, 2) : null;
}
