using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Scores one row at a time. The result is kept until the row's position changes, so that several columns cost one model call.</summary>
internal sealed class VideoRowMapper<TRow> : IColumnMapper
{
    private readonly VideoScoring<TRow> _scoring;
    private readonly DataViewSchema.Column _video;
    private readonly DataViewSchema.Column? _text;

    public VideoRowMapper(VideoScoring<TRow> scoring, DataViewSchema inputSchema)
    {
        _scoring = scoring;
        _video = VideoColumn.Find(inputSchema, scoring.VideoColumnName);
        _text = scoring.TextColumnName is { } text ? TextColumn.Find(inputSchema, text) : null;
        Bindings = new ColumnBindings(inputSchema, scoring.Columns);
    }

    public ColumnBindings Bindings { get; }

    public bool IsInput(DataViewSchema.Column column) => column.Index == _video.Index || column.Index == _text?.Index;

    public Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!Bindings.AnyAdded(active))
            return new Delegate?[Bindings.AddedCount];
        var getVideo = input.GetGetter<MLVideo>(_video);
        var getTexts = _text is { } column ? TextColumn.CreateReader(input, column) : null;
        var scoredPosition = -1L;
        ScoredVideo<TRow>? scored = null;
        return _scoring.CreateGetters(Current, Bindings, active);

        (ScoredVideo<TRow>, long) Current()
        {
            if (scored is null || input.Position != scoredPosition)
            {
                MLVideo? video = null;
                getVideo(ref video!);
                scored = ScoreOne(new ClipRequest(video, input.Position, Texts: getTexts?.Invoke()));
                scoredPosition = input.Position;
            }
            return (scored.Value, scoredPosition);
        }
    }

    private ScoredVideo<TRow> ScoreOne(ClipRequest request)
    {
        using var clips = new ClipBatch(_scoring.Reader.Shape, 1);
        clips.Add(request);
        clips.Read(0, _scoring.Reader, CancellationToken.None);
        return _scoring.Score(clips)[0];
    }
}
