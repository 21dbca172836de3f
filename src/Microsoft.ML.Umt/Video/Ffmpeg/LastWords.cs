namespace Microsoft.ML.Umt;

/// <summary>What ffmpeg said at last, for messages.</summary>
internal static class LastWords
{
    private const int MaxLines = 4;
    private const int MaxLength = 600;

    /// <summary>A sentence with the last lines of standard error, or nothing if there were none.</summary>
    public static string Of(IReadOnlyList<string> lines)
    {
        var text = string.Join("; ", lines.Where(line => !string.IsNullOrWhiteSpace(line)).TakeLast(MaxLines).Select(Clean));
        if (text.Length > MaxLength)
            text = "..." + text[^MaxLength..];
        return text.Length == 0 ? "" : $" ffmpeg says: {text}";
    }

    // The address of an object inside ffmpeg differs from run to run and helps nobody.
    private static string Clean(string line)
    {
        var at = line.IndexOf(" @ 0x", StringComparison.Ordinal);
        var end = at < 0 ? -1 : line.IndexOf(']', at);
        return (end < 0 ? line : line[..at] + line[end..]).Trim();
    }
}
