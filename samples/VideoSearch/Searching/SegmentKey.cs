using System.Globalization;

namespace VideoSearch.Searching;

/// <summary>Keys of pieces.</summary>
internal static class SegmentKey
{
    public static string Of(string clipId, int number) => string.Create(CultureInfo.InvariantCulture, $"{clipId}-{number}");

    public static string ClipId(string key) => key[..key.IndexOf('-')];
}
