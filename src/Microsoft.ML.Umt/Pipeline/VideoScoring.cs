using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>
/// Joins what every component on videos shares: a reader of clips, a batched scorer, the columns made from its rows, and what becomes
/// of unreadable videos. One path serves views, row mappers and direct batches, so they cannot differ. Thread-safe.
/// </summary>
internal sealed class VideoScoring<TRow> : IVideoScoring
{
    private readonly IHost _host;
    private readonly IReadOnlyList<RowColumn<TRow>> _columns;
    private readonly IVideoBatchScorer<TRow> _scorer;
    private readonly UnreadablePolicy _unreadable;

    public VideoScoring(
        IHost host,
        string videoColumnName,
        IReadOnlyList<RowColumn<TRow>> columns,
        IClipReader reader,
        IVideoBatchScorer<TRow> scorer,
        ClipReadingSettings settings,
        UnreadablePolicy unreadable,
        string? textColumnName = null)
    {
        // Here rather than on a worker in the middle of the data.
        _ = reader.Shape.BatchBytes(settings.BatchSize);
        _host = host;
        _columns = columns;
        _scorer = scorer;
        _unreadable = unreadable;
        VideoColumnName = videoColumnName;
        TextColumnName = textColumnName;
        Reader = reader;
        Settings = settings;
        Columns = [.. columns.Select(column => column.Column), .. unreadable.Columns];
    }

    public IReadOnlyList<DataViewSchema.DetachedColumn> Columns { get; }

    public string VideoColumnName { get; }

    /// <summary>The column with texts that the scorer reads beside each video; null for none.</summary>
    public string? TextColumnName { get; }

    public IClipReader Reader { get; }

    public ClipReadingSettings Settings { get; }

    public IColumnMapper Bind(DataViewSchema inputSchema) => new VideoRowMapper<TRow>(this, inputSchema);

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new BatchedDataView<TRow>(this, input);
    }

    /// <summary>Scores videos outside any view, in order, reading ahead in parallel.</summary>
    /// <exception cref="VideoDecodeException">A video cannot be read and the policy is to throw.</exception>
    public IReadOnlyList<ScoredVideo<TRow>> Score(IReadOnlyList<MLVideo> videos, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(videos);
        return Score(videos.Select((video, row) => new ClipRequest(video, row)), cancellationToken);
    }

    /// <summary>The same for videos with texts beside them.</summary>
    /// <exception cref="VideoDecodeException">A video cannot be read and the policy is to throw.</exception>
    public IReadOnlyList<ScoredVideo<TRow>> Score(IEnumerable<ClipRequest> requests, CancellationToken cancellationToken)
    {
        var results = new List<ScoredVideo<TRow>>();
        using var prefetcher = new ClipPrefetcher(Reader, Settings, requests, cancellationToken);
        while (prefetcher.Next(ThrowIfCanceled) is { } clips)
        {
            using (clips)
            {
                var rows = Score(clips);
                for (var i = 0; i < rows.Length; i++)
                {
                    _unreadable.ThrowIfUnwanted(rows[i].Failure, clips.Requests[i].Row);
                    results.Add(rows[i]);
                }
            }
        }
        return results;
    }

    /// <summary>Scores a batch whose videos were read; unreadable ones become missing rows with their failure.</summary>
    public ScoredVideo<TRow>[] Score(ClipBatch clips)
    {
        ThrowIfCanceled();
        var rows = clips.ReadableCount > 0 ? _scorer.Score(clips) : [];
        var results = new ScoredVideo<TRow>[clips.Requests.Count];
        var next = 0;
        for (var i = 0; i < results.Length; i++)
            results[i] = clips.FailureOf(i) is { } failure ? new(_scorer.Missing, failure) : new(rows[next++], null);
        return results;
    }

    /// <summary>Getters of the active added columns over the current row.</summary>
    /// <param name="current">The result for the current row and the row's number.</param>
    /// <param name="bindings">The schema they belong to.</param>
    /// <param name="active">For each output column, whether it is wanted.</param>
    public Delegate?[] CreateGetters(Func<(ScoredVideo<TRow> Scored, long Row)> current, ColumnBindings bindings, bool[] active)
    {
        var getters = new Delegate?[Columns.Count];
        for (var i = 0; i < getters.Length; i++)
        {
            if (active[bindings.Input.Count + i])
                getters[i] = i < _columns.Count ? _columns[i].CreateGetter(ReadRow) : _unreadable.CreateGetter(ReadFailure);
        }
        return getters;

        TRow ReadRow()
        {
            var (scored, row) = current();
            _unreadable.ThrowIfUnwanted(scored.Failure, row);
            return scored.Row;
        }

        VideoDecodeException? ReadFailure() => current().Scored.Failure;
    }

    public void ThrowIfCanceled() => _host.ThrowIfCanceled();

    public void Dispose() => _scorer.Dispose();
}
