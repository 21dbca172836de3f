namespace Microsoft.ML.Umt.VideoText;

/// <summary>What calls with texts of their own, outside any data view, share.</summary>
internal static class VideoTextPairs
{
    // Stands for the empty text beside a video, which as a column value means that there is none.
    private const string BareStart = " ";

    /// <summary>A text that never means "there is none".</summary>
    public static string Spoken(string text) => text is { Length: > 0 } ? text : BareStart;

    /// <summary>The authors' mixture of both heads over the options of one video.</summary>
    public static float[] Choices(VideoTextRow row, int count, float temperature) =>
        row.Fits.Count == 0 ? [.. Enumerable.Repeat(float.NaN, count)] : ChoiceScores.Of(row.Fits, temperature);
}
