using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Tells whether two lists of videos are the same, for trainings that are resumed.</summary>
internal static class VideoListIdentity
{
    /// <summary>A text that changes when videos are added, taken away, reordered or marked otherwise. Folders do not count: data may move between two runs.</summary>
    /// <param name="videos">The videos, each with what else matters of its row, such as the label; null where a row holds none.</param>
    public static string Of(IEnumerable<(MLVideo? Video, string? Mark)> videos)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0;
        foreach (var (video, mark) in videos)
        {
            var name = Path.GetFileName(video?.Path) ?? video?.Name;
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}|{video?.Start?.Ticks}|{video?.End?.Ticks}|{mark}\n")));
            count++;
        }
        return $"{count} ({Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8))})";
    }
}
