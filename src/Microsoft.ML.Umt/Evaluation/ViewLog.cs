using System.Globalization;

namespace Microsoft.ML.Umt.Evaluation;

/// <summary>
/// The authors' test logs: a header line with two accuracies (of one batch, not used), then one line for each view,
/// <c>id [logit, logit, …] label clip crop</c>. Ids may hold blanks and brackets: the line is read from its end.
/// </summary>
internal static class ViewLog
{
    /// <summary>Reads the logs of all processes of one test run.</summary>
    /// <exception cref="InvalidDataException">A line is not of the expected form; the message names file and line.</exception>
    public static IEnumerable<ViewScore> Read(IEnumerable<string> paths) => paths.SelectMany(path => Read(File.ReadLines(path), path));

    /// <summary>Reads one log. <paramref name="name"/> is for messages.</summary>
    public static IEnumerable<ViewScore> Read(IEnumerable<string> lines, string name)
    {
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var isHeader = number == 1 && !line.Contains('[', StringComparison.Ordinal);
            if (!isHeader && !string.IsNullOrWhiteSpace(line))
                yield return Parse(line, name, number);
        }
    }

    /// <summary>Writes a log that <see cref="Read(IEnumerable{string}, string)"/> and the authors' merging script read.</summary>
    public static void Write(TextWriter writer, IEnumerable<ViewScore> views)
    {
        writer.Write("0.0, 0.0\n");
        foreach (var view in views)
        {
            var logits = string.Join(", ", view.Logits.Select(logit => logit.ToString("R", CultureInfo.InvariantCulture)));
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{view.Id} [{logits}] {view.Label} {view.Clip} {view.Crop}\n"));
        }
    }

    private static ViewScore Parse(string line, string name, int number)
    {
        var close = line.LastIndexOf(']');
        var open = close < 0 ? -1 : line.LastIndexOf('[', close);
        var tail = close < 0 ? [] : line[(close + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (open < 0 || tail.Length != 3)
            throw Malformed(name, number, "expected 'id [logit, …] label clip crop'");
        var parts = line[(open + 1)..close].Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var logits = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out logits[i]) || !double.IsFinite(logits[i]))
                throw Malformed(name, number, $"'{parts[i]}' is no finite logit");
        }
        return logits.Length == 0
            ? throw Malformed(name, number, "the list of logits is empty")
            : new ViewScore(line[..open].Trim(), logits, Whole(tail[0], logits.Length), Whole(tail[1]), Whole(tail[2]));

        int Whole(string text, int bound = int.MaxValue) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < bound
                ? value
                : throw Malformed(name, number, $"'{text}' is no number from 0 up{(bound < int.MaxValue ? $" to {bound - 1}" : "")}");
    }

    private static InvalidDataException Malformed(string name, int number, string what) => new($"{name}, line {number}: {what}.");
}
