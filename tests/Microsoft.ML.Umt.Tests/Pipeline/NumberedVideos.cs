using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Tests.Pipeline;

/// <summary>Videos of one grey pixel whose brightness is their number, for tests of the machinery around the model.</summary>
internal static class NumberedVideos
{
    public sealed class Row
    {
        public float Number { get; set; }

        public MLVideo? Video { get; set; }
    }

    /// <summary>Video number 0 to 255.</summary>
    public static MLVideo Video(int number, string? name = null)
    {
        var pixel = new[] { (byte)number, (byte)number, (byte)number };
        return MLVideo.FromFrames(pixel, 1, 1, 1, 25, name ?? $"{number}");
    }

    public static IDataView View(MLContext context, int count) =>
        context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(number => new Row { Number = number, Video = Video(number) }));

    public static float[] Scores(IDataView view) => [.. view.GetColumn<VBuffer<float>>(FakeScoring.ScoreColumn).Select(score => score.GetItemOrDefault(0))];
}
