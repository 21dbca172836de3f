using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.Umt.Text;

/// <summary>
/// Letters without their accents: Unicode's canonical decomposition, non-spacing marks dropped. From a table of the standard's own, because
/// <see cref="string.Normalize()"/> decomposes nothing in a process with invariant globalisation, as containers often are, and a model must not see other
/// words there.
/// </summary>
internal static class BareLetters
{
    private const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, Vowels = 21, Finals = 28;

    private static readonly Lazy<FrozenDictionary<int, string>> Table = new(Read);

    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var bare = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is >= FirstSyllable and <= LastSyllable)
                AppendSyllable(bare, rune.Value - FirstSyllable);
            else if (Table.Value.TryGetValue(rune.Value, out var letters))
                bare.Append(letters);
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
                bare.Append(rune.ToString());
        }
        return bare.ToString();
    }

    /// <summary>A Korean syllable decomposes by arithmetic into its two or three letters.</summary>
    private static void AppendSyllable(StringBuilder bare, int index)
    {
        bare.Append((char)(0x1100 + index / (Vowels * Finals))).Append((char)(0x1161 + index % (Vowels * Finals) / Finals));
        if (index % Finals > 0)
            bare.Append((char)(0x11A7 + index % Finals));
    }

    // A line is a code point and those of its bare letters, in hexadecimal.
    private static FrozenDictionary<int, string> Read()
    {
        using var reader = new StreamReader(typeof(BareLetters).Assembly.GetManifestResourceStream("BareLetters.txt")!);
        var table = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            var points = Array.ConvertAll(line.Split(' '), point => int.Parse(point, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            table.Add(points[0], string.Concat(points.Skip(1).Select(char.ConvertFromUtf32)));
        }
        return table.ToFrozenDictionary();
    }
}
