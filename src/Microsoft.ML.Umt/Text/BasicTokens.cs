using System.Globalization;
using System.Text;

namespace Microsoft.ML.Umt.Text;

/// <summary>
/// Splits a text into words and punctuation marks, in lower case and without accents: the step before word pieces (spec umt-multi 2). Works on code
/// points, and lazily: whoever wants the first words of a huge text does not pay for the rest of its words.
/// </summary>
internal static class BasicTokens
{
    /// <summary>The tokens in order.</summary>
    /// <param name="text">Any text, unpaired surrogates included.</param>
    /// <param name="kept">Special tokens, which stay as they are where white space sets them apart.</param>
    public static IEnumerable<string> Of(string text, IReadOnlySet<string> kept)
    {
        foreach (var word in Words(text))
        {
            if (kept.Contains(word))
            {
                yield return word;
                continue;
            }
            foreach (var part in SplitOnPunctuation(BareLetters.Of(LowerCase.Of(word))))
                yield return part;
        }
    }

    /// <summary>Words between white space, without control characters; every Chinese character is a word.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            // Half a pair reads as the replacement character, which is dropped.
            Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            i += length;
            var category = Rune.GetUnicodeCategory(rune);
            if (IsWhiteSpace(rune, category))
            {
                if (word.Length > 0)
                    yield return Take(word);
            }
            else if (IsChinese(rune.Value))
            {
                if (word.Length > 0)
                    yield return Take(word);
                yield return rune.ToString();
            }
            else if (rune.Value != 0xFFFD && !IsControl(category))
                word.Append(rune.ToString());
        }
        if (word.Length > 0)
            yield return Take(word);
    }

    private static string Take(StringBuilder word)
    {
        var taken = word.ToString();
        word.Clear();
        return taken;
    }

    private static IEnumerable<string> SplitOnPunctuation(string word)
    {
        var start = 0;
        for (var i = 0; i < word.Length;)
        {
            Rune.DecodeFromUtf16(word.AsSpan(i), out var rune, out var length);
            if (IsPunctuation(rune))
            {
                if (i > start)
                    yield return word[start..i];
                yield return word.Substring(i, length);
                start = i + length;
            }
            i += length;
        }
        if (start < word.Length)
            yield return word[start..];
    }

    private static bool IsWhiteSpace(Rune rune, UnicodeCategory category) => rune.Value is ' ' or '\t' or '\n' or '\r'
        || category is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsControl(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static bool IsPunctuation(Rune rune) => rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
            or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    private static bool IsChinese(int value) => value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
