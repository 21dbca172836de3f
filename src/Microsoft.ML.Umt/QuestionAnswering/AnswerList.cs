using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>Reads and checks the answers that questions are answered from.</summary>
internal static class AnswerList
{
    private const long MaxFileBytes = 256L << 20;

    /// <summary>A JSON list of texts, as the authors' files are, or a text file with one answer a line.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">It holds no answers.</exception>
    public static IReadOnlyList<string> FromFile(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"There is no answer list '{path}'. It is a JSON list of texts, or a text file with one answer a line.", path);
        if (file.Length > MaxFileBytes)
            throw new ArgumentException($"'{path}' is no answer list: {file.Length:N0} bytes.");
        string text;
        try
        {
            text = File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException wrong)
        {
            throw new ArgumentException($"'{path}' is not UTF-8 text; save the file as UTF-8.", wrong);
        }
        if (!text.AsSpan().TrimStart().StartsWith("["))
            return Checked(text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0), path);
        try
        {
            return Checked(JsonSerializer.Deserialize<List<string>>(text)!, path);
        }
        catch (JsonException wrong)
        {
            throw new ArgumentException($"'{path}' begins like a JSON list but is no list of texts: {wrong.Message}", wrong);
        }
    }

    /// <summary>The different answers in their order.</summary>
    /// <exception cref="ArgumentException">There is none, or one is empty.</exception>
    public static IReadOnlyList<string> Checked(IEnumerable<string> answers, string source)
    {
        var distinct = answers.Distinct(StringComparer.Ordinal).ToArray();
        if (distinct.Length == 0)
            throw new ArgumentException($"The answer list '{source}' is empty: there is nothing to answer with.");
        return Array.FindIndex(distinct, string.IsNullOrWhiteSpace) is var empty and >= 0
            ? throw new ArgumentException($"Answer {empty} (counted from 0) of '{source}' is empty.")
            : distinct;
    }
}
