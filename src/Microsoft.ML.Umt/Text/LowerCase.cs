using System.Globalization;
using System.Text;

namespace Microsoft.ML.Umt.Text;

/// <summary>
/// Lower case as Unicode's full mapping has it, which the authors' tools use: .NET's maps character by character and so leaves the dotted capital I alone and
/// knows no final sigma.
/// </summary>
internal static class LowerCase
{
    private const char DottedCapitalI = '\u0130';
    private const char CapitalSigma = '\u03a3';

    public static string Of(string text)
    {
        var lower = text.ToLowerInvariant();
        if (!text.AsSpan().ContainsAny(DottedCapitalI, CapitalSigma))
            return lower;
        var result = new StringBuilder(text.Length + 2);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == DottedCapitalI)
                result.Append("i\u0307");
            else if (text[i] == CapitalSigma)
                result.Append(EndsWord(text, i) ? '\u03c2' : '\u03c3');
            else
                result.Append(lower[i]);
        }
        return result.ToString();
    }

    private static bool EndsWord(string text, int at) => Borders(text, at, -1) && !Borders(text, at, +1);

    /// <summary>Whether a letter stands next to the position, apostrophes and marks aside.</summary>
    private static bool Borders(string text, int at, int step)
    {
        for (var i = at + step; i >= 0 && i < text.Length; i += step)
        {
            if (char.GetUnicodeCategory(text[i]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
                or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol || text[i] is '\'' or '.' or ':' or '\u00b7' or '\u2019')
                continue;
            return char.IsUpper(text[i]) || char.IsLower(text[i]);
        }
        return false;
    }
}
