using Microsoft.ML.Data;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>The columns that the scorer adds: those of the video alone, and with one text a row or several those of the fit.</summary>
internal static class VideoTextColumns
{
    /// <summary>The columns.</summary>
    /// <param name="settings">Their names.</param>
    /// <param name="width">Length of an embedding.</param>
    /// <param name="matching">Whether the matching head is asked.</param>
    /// <param name="severalTexts">Whether a row holds a vector of texts; null where there is no text column.</param>
    /// <param name="temperature">What similarities are divided by in multiple choice; a mere promise needs none.</param>
    public static IReadOnlyList<RowColumn<VideoTextRow>> Create(VideoTextSettings settings, int width, bool matching, bool? severalTexts, float temperature = float.NaN)
    {
        List<RowColumn<VideoTextRow>> columns =
            [RowColumns.Vector<VideoTextRow, float>(settings.VideoEmbeddingColumnName, NumberDataViewType.Single, [width], row => row.Video)];
        if (severalTexts is not { } several)
            return columns;
        columns.Add(several
            ? RowColumns.Variable<VideoTextRow, float>(settings.TextEmbeddingColumnName, NumberDataViewType.Single, row => [.. row.Fits.SelectMany(fit => fit.Vector)])
            : RowColumns.Vector<VideoTextRow, float>(settings.TextEmbeddingColumnName, NumberDataViewType.Single, [width], row => Only(row, width).Vector));
        columns.Add(Number(settings.SimilarityColumnName, fit => fit.Similarity));
        if (matching)
        {
            columns.Add(Number(settings.MatchScoreColumnName, fit => fit.Score));
            columns.Add(Number(settings.MatchProbabilityColumnName, fit => fit.Probability));
            if (several && settings.ChoiceScoreColumnName is { } choice)
                columns.Add(RowColumns.Variable<VideoTextRow, float>(choice, NumberDataViewType.Single, row => row.Fits.Count == 0 ? [] : ChoiceScores.Of(row.Fits, temperature)));
        }
        return columns;

        RowColumn<VideoTextRow> Number(string name, Func<TextFit, float> read) => several
            ? RowColumns.Variable<VideoTextRow, float>(name, NumberDataViewType.Single, row => [.. row.Fits.Select(read)])
            : RowColumns.Single<VideoTextRow>(name, row => read(Only(row, width)));
    }

    /// <summary>The columns that an estimator promises for data of this shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The caption column holds something else than texts.</exception>
    public static IReadOnlyList<DataViewSchema.DetachedColumn> Promise(SchemaShape shape, VideoTextSettings settings, VideoTextConfig config)
    {
        bool? several = null;
        if (shape.TryFindColumn(settings.CaptionColumnName, out var column))
        {
            TextColumn.Check(shape, settings.CaptionColumnName);
            several = column.Kind != SchemaShape.Column.VectorKind.Scalar;
        }
        var columns = Create(settings, config.EmbeddingWidth, settings.Matching && config.Text.FusionLayers > 0, several);
        return [.. columns.Select(added => added.Column), .. settings.Reading.CreatePolicy().Columns];
    }

    private static TextFit Only(VideoTextRow row, int width) => row.Fits.Count > 0 ? row.Fits[0] : TextFit.None(width);
}
