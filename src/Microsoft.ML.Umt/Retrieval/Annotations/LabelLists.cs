using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Umt.Retrieval.Annotations;

/// <summary>Lists of texts in files: class names, answer lists, name maps.</summary>
internal static class LabelLists
{
    // A list of names, not a corpus: it is held in memory.
    private const long MostBytes = 256L << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>One class a line, with or without its number before or after it; or a JSON object of names and numbers.</summary>
    public static IReadOnlyList<string> Labels(string path)
    {
        var lines = Lines(path);
        if (lines.Count > 0 && lines[0].TrimStart().StartsWith('{'))
            return InOrder(path, JsonNumbers(path));
        var numbered = new List<(int Number, string Name)>();
        foreach (var line in lines)
        {
            if (Numbered(line) is not { } entry)
                return lines;
            numbered.Add(entry);
        }
        return InOrder(path, numbered);
    }

    /// <summary>A JSON list of texts, or one text a line.</summary>
    public static IReadOnlyList<string> Texts(string path, int maxRecordBytes)
    {
        var lines = Lines(path);
        if (lines.Count == 0 || !lines[0].TrimStart().StartsWith('['))
            return lines;
        return JsonAnnotations.Elements(path, maxRecordBytes)
            .Select((item, i) => Text(path, i, item))
            .ToArray();
    }

    /// <summary>Lines of a file's name and another name, from the second to the first.</summary>
    public static IReadOnlyDictionary<string, string> Names(string path)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in Lines(path))
        {
            number++;
            var at = line.LastIndexOfAny([' ', '\t', ',']);
            if (at <= 0 || at == line.Length - 1)
                throw AnnotationErrors.InFile(path, $"line {number}: expected a file's name, a blank, tab or comma, and its other name, found '{line}'.");
            if (!names.TryAdd(line[(at + 1)..], line[..at].TrimEnd()))
                throw AnnotationErrors.InFile(path, $"line {number}: the name '{line[(at + 1)..]}' occurs twice.");
        }
        return names;
    }

    private static string Text(string path, int record, JsonElement item)
    {
        try
        {
            return item.GetString() ?? throw AnnotationErrors.InRecord(path, record, "expected text, found null.");
        }
        catch (InvalidOperationException error)
        {
            throw AnnotationErrors.InRecord(path, record, $"expected text: {error.Message}", error);
        }
    }

    private static List<string> Lines(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (new FileInfo(path) is { Exists: true, Length: > MostBytes } file)
            throw AnnotationErrors.InFile(path, $"{file.Length:N0} bytes are too many for a list of names; at most {MostBytes:N0} are read.");
        try
        {
            return [.. File.ReadLines(path, Utf8).Select(line => line.Trim()).Where(line => line.Length > 0)];
        }
        catch (DecoderFallbackException error)
        {
            throw AnnotationErrors.InFile(path, "not UTF-8 text; save the file as UTF-8.", error);
        }
    }

    private static (int Number, string Name)? Numbered(string line)
    {
        var first = line.IndexOfAny(['\t', ',']);
        var last = line.LastIndexOfAny(['\t', ',']);
        if (last > 0 && int.TryParse(line.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var after))
            return (after, line[..last].Trim());
        return first > 0 && int.TryParse(line.AsSpan(0, first), NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? (before, line[(first + 1)..].Trim()) : null;
    }

    private static List<(int Number, string Name)> JsonNumbers(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.EnumerateObject().Select(pair => (Number(path, pair), pair.Name))];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw AnnotationErrors.InFile(path, error.Message, error);
        }
    }

    private static int Number(string path, JsonProperty pair) =>
        int.TryParse(pair.Value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw AnnotationErrors.InFile(path, $"class '{pair.Name}' must have a number, found '{pair.Value}'.");

    private static string[] InOrder(string path, List<(int Number, string Name)> numbered)
    {
        numbered.Sort((a, b) => a.Number.CompareTo(b.Number));
        var start = numbered.Count > 0 ? numbered[0].Number : 0;
        for (var i = 0; i < numbered.Count; i++)
        {
            if (start > 1 || numbered[i].Number != start + i)
                throw AnnotationErrors.InFile(path, $"class numbers must run from 0 or 1 without a gap; after {i} classes comes number {numbered[i].Number}.");
        }
        return [.. numbered.Select(entry => entry.Name)];
    }
}
