using System.Text.RegularExpressions;

namespace Microsoft.ML.Umt.Text;

/// <summary>Cleans captions and questions before they are tokenised, exactly as the authors do (spec umt-multi 2). Answers are not cleaned.</summary>
internal static partial class CaptionText
{
    /// <summary>
    /// Lower case; punctuation goes; hyphens and slashes become spaces; <c>&lt;person&gt;</c> becomes <c>person</c>; runs of white space become one space.
    /// </summary>
    /// <param name="text">Any text; empty stays empty.</param>
    /// <param name="maxWords">Words to keep; null for all.</param>
    public static string Clean(string text, int? maxWords = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cleaned = Punctuation().Replace(LowerCase.Of(text), "").Replace('-', ' ').Replace('/', ' ').Replace("<person>", "person", StringComparison.Ordinal);
        cleaned = WhiteSpace().Replace(cleaned, " ").TrimEnd('\n').Trim(' ');
        if (maxWords is not { } most)
            return cleaned;
        var words = cleaned.Split(' ');
        return words.Length > most ? string.Join(' ', words.Take(most)) : cleaned;
    }

    [GeneratedRegex("[,.'!?\"()*#:;~]")]
    private static partial Regex Punctuation();

    // Four separators count as white space in the authors' tools and not in .NET.
    [GeneratedRegex(@"[\s\u001c-\u001f]{2,}")]
    private static partial Regex WhiteSpace();
}
