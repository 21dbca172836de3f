using System.Globalization;

namespace VideoText;

/// <summary>
/// A vocabulary made of captions by a simple rule: every word is a piece of its own, and so are all letters and digits, alone and as
/// continuations, so that any other word can be spelt.
/// </summary>
internal static class CaptionVocabulary
{
    public static void Write(IEnumerable<string> captions, string path)
    {
        var words = captions.Distinct()
            .SelectMany(caption => caption.ToLower(CultureInfo.InvariantCulture).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(word => word.All(char.IsAsciiLetterOrDigit))
            .Distinct()
            .Order(StringComparer.Ordinal);
        var letters = Enumerable.Range('a', 26).Concat(Enumerable.Range('0', 10)).Select(code => ((char)code).ToString());
        string[] specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
        File.WriteAllLines(path, [.. specials, .. letters, .. letters.Select(letter => "##" + letter), .. words.Where(word => word.Length > 1)]);
    }
}
