using System.Globalization;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>The ground truth of the shared videos: how many frames really decode.</summary>
internal static class CountsCsv
{
    public const string Folder = "videos";

    /// <summary>Relative path and decoded frames; 0 where nothing decodes.</summary>
    public static IReadOnlyList<(string File, int Decoded)> Rows { get; } =
    [
        .. File.ReadLines(SharedData.Path($"{Folder}/counts.csv")).Skip(1).Where(line => line.Length > 0).Select(line =>
        {
            var cells = line.Split(',');
            return (cells[0], int.TryParse(cells[^1], CultureInfo.InvariantCulture, out var count) ? count : 0);
        }),
    ];
}
