using System.Globalization;

namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>Reads rows of published tables: six cells, base models on 5M, 17M and 25M, then large ones.</summary>
internal static class PublishedNumbers
{
    public const string ModelZoo = "model zoo of the authors' release (multi_modality), re-ranked, 8 GPUs, float16";

    private static readonly (string Model, string Corpus)[] Columns =
        [("umt-vt-b16", "5M"), ("umt-vt-b16", "17M"), ("umt-vt-b16", "25M"), ("umt-vt-l16", "5M"), ("umt-vt-l16", "17M"), ("umt-vt-l16", "25M")];

    /// <summary>Rows of <c>R@1/R@5/R@10</c>, cells parted by <c>|</c>.</summary>
    public static IEnumerable<PublishedVideoTextResult> Recalls(VideoTextTraining training, string textToVideo, string? videoToText = null)
    {
        var found = Cells(textToVideo);
        var back = videoToText is null ? null : Cells(videoToText);
        return Columns.Select((column, i) => new PublishedVideoTextResult(column.Model, column.Corpus, training)
        {
            TextToVideo = Triple(found[i]),
            VideoToText = back is null ? null : Triple(back[i]),
        });
    }

    /// <summary>A row of accuracies of finetuned models.</summary>
    public static IEnumerable<PublishedVideoTextResult> Accuracies(string accuracies)
    {
        var cells = Cells(accuracies);
        return Columns.Select((column, i) => new PublishedVideoTextResult(column.Model, column.Corpus, VideoTextTraining.Finetuned) { Accuracy = cells[i][0] });
    }

    private static double[][] Cells(string row) =>
        row.Split('|').Select(cell => cell.Split('/').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()).ToArray();

    private static RecallTriple Triple(double[] cell) => new(cell[0], cell.Length > 1 ? cell[1] : null, cell.Length > 2 ? cell[2] : null);
}
