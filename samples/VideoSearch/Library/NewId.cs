using System.Security.Cryptography;

namespace VideoSearch.Library;

/// <summary>Ids that say nothing and cannot be guessed.</summary>
internal static class NewId
{
    private const int Bytes = 16;

    public static string Create() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsId(string text) => text.Length == 2 * Bytes && text.All(char.IsAsciiHexDigitLower);
}
