using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>
/// The scorer over any data: which columns it adds depends on whether there are texts, one a row or several. All forms share reader and model. Thread-safe.
/// </summary>
internal sealed class VideoTextScoring : IVideoScoring
{
    private readonly string _captionColumnName;
    private readonly VideoScoring<VideoTextRow> _alone;
    private readonly VideoScoring<VideoTextRow> _withOne;
    private readonly VideoScoring<VideoTextRow> _withSeveral;

    public VideoTextScoring(IHost host, VideoTextSettings settings, int embeddingWidth, SquashedClipReader reader, VideoTextScorer scorer, DeferredNetwork<VideoTextModel> network)
    {
        _captionColumnName = settings.CaptionColumnName;
        _alone = Create(null);
        _withOne = Create(false);
        _withSeveral = Create(true);
        Pairs = new PairScoring(network, new VideoScoring<float[]>(
            host, settings.VideoColumnName, [], reader, new VideoTokenScorer(network), settings.Reading.WithBatchSize(settings.BatchSize), settings.Reading.CreatePolicy()), settings.BatchSize);

        VideoScoring<VideoTextRow> Create(bool? severalTexts) => new(
            host,
            settings.VideoColumnName,
            VideoTextColumns.Create(settings, embeddingWidth, scorer.Matching, severalTexts, scorer.Temperature),
            reader,
            scorer,
            settings.Reading.WithBatchSize(settings.BatchSize),
            settings.Reading.CreatePolicy(),
            severalTexts is null ? null : settings.CaptionColumnName);
    }

    /// <summary>Asks the matching head outside any view.</summary>
    public PairScoring Pairs { get; }

    /// <summary>What is added where there is no text column.</summary>
    public IReadOnlyList<DataViewSchema.DetachedColumn> Columns => _alone.Columns;

    public IColumnMapper Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return For(inputSchema).Bind(inputSchema);
    }

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return For(input.Schema).Transform(input);
    }

    /// <summary>Scores videos outside any view, with the texts that their requests hold.</summary>
    public IReadOnlyList<ScoredVideo<VideoTextRow>> Score(IEnumerable<ClipRequest> requests, CancellationToken cancellationToken) => _alone.Score(requests, cancellationToken);

    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    public void ThrowIfCanceled() => _alone.ThrowIfCanceled();

    public void Dispose() => _alone.Dispose();

    private VideoScoring<VideoTextRow> For(DataViewSchema schema)
    {
        if (schema.GetColumnOrNull(_captionColumnName) is null)
            return _alone;
        return TextColumn.IsVector(TextColumn.Find(schema, _captionColumnName)) ? _withSeveral : _withOne;
    }
}
