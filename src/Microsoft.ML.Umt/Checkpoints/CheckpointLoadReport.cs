using System.Globalization;
using System.Text;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>What a load did: which tensors came in, and everything that did not fit, with the harmless ones explained. Immutable.</summary>
public sealed class CheckpointLoadReport
{
    internal CheckpointLoadReport(string file, CheckpointFormat format)
    {
        File = file;
        Format = format;
    }

    /// <summary>Path or name of the file.</summary>
    public string File { get; }

    /// <summary>What kind of file it is.</summary>
    public CheckpointFormat Format { get; }

    /// <summary>Names of the model's tensors that were loaded.</summary>
    public IReadOnlyList<string> Loaded { get; internal init; } = [];

    /// <summary>Tensors of the model that the file does not have; they keep their values.</summary>
    public IReadOnlyList<CheckpointFinding> Missing { get; internal init; } = [];

    /// <summary>Tensors of the file that the model does not have.</summary>
    public IReadOnlyList<CheckpointFinding> Unexpected { get; internal init; } = [];

    /// <summary>Tensors whose shapes differ; the model's keep their values.</summary>
    public IReadOnlyList<CheckpointFinding> Mismatched { get; internal init; } = [];

    /// <summary>Tensors of the file with NaN or infinite values.</summary>
    public IReadOnlyList<CheckpointFinding> NonFinite { get; internal init; } = [];

    /// <summary>Tensors that were changed to fit, and how: resized position tables, chosen head rows.</summary>
    public IReadOnlyList<CheckpointFinding> Adapted { get; internal init; } = [];

    /// <summary>What loads but looks wrong, in words.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>Share of the model's parameter values that were loaded, from 0 to 1.</summary>
    public double LoadedFraction { get; internal init; }

    /// <summary>Everything that is not known to be harmless, in the order missing, unexpected, mismatched, not finite.</summary>
    public IEnumerable<CheckpointFinding> Problems => Missing.Concat(Unexpected).Concat(Mismatched).Concat(NonFinite).Where(finding => !finding.IsBenign);

    /// <summary>Whether there are no <see cref="Problems"/>.</summary>
    public bool IsClean => !Problems.Any();

    /// <summary>A summary of a few lines for a log.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{File} ({Format}): {Loaded.Count} tensors loaded, {LoadedFraction:P1} of the model's values.");
        Section(text, "Adapted", Adapted);
        Section(text, "Missing", Missing);
        Section(text, "Unexpected", Unexpected);
        Section(text, "Mismatched", Mismatched);
        Section(text, "Not finite", NonFinite);
        foreach (var warning in Warnings)
            text.AppendLine().Append("Warning: ").Append(warning);
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, IReadOnlyList<CheckpointFinding> findings)
    {
        const int MostLines = 12;
        // One line for each reason: a pretraining checkpoint leaves dozens of keys out for the same one.
        foreach (var group in findings.GroupBy(finding => finding.Explanation).OrderBy(group => group.Key is not null))
        {
            var shown = group.Take(MostLines).Select(finding => (finding with { Explanation = null }).ToString());
            text.AppendLine().Append(title).Append(": ").AppendJoin("; ", shown);
            if (group.Count() > MostLines)
                text.Append(CultureInfo.InvariantCulture, $"; and {group.Count() - MostLines} more");
            text.Append(group.Key is null ? "" : $" (harmless: {group.Key})");
        }
    }
}
