using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Walks the rows of a <see cref="BatchedDataView{TRow}"/>; a batch is scored when a value of one of its rows is first asked for.</summary>
internal sealed class BatchedCursor<TRow> : DataViewRowCursor
{
    private readonly VideoScoring<TRow> _scoring;
    private readonly ColumnBindings _bindings;
    private readonly DataViewRowCursor _rows;
    private readonly DataViewRowCursor _ahead;
    private readonly DataViewSchema.Column _video;
    private readonly DataViewSchema.Column? _text;
    private readonly bool[] _active;
    private readonly Delegate?[] _getters;
    private ClipPrefetcher? _prefetcher;
    private ClipBatch? _clips;
    private ScoredVideo<TRow>[]? _scored;
    private int _indexInBatch;
    private bool _disposed;

    public BatchedCursor(
        VideoScoring<TRow> scoring,
        ColumnBindings bindings,
        DataViewRowCursor rows,
        DataViewRowCursor ahead,
        DataViewSchema.Column video,
        DataViewSchema.Column? text,
        bool[] active)
    {
        _scoring = scoring;
        _bindings = bindings;
        _rows = rows;
        _ahead = ahead;
        _video = video;
        _text = text;
        _active = active;
        _getters = scoring.CreateGetters(Current, bindings, active);
    }

    public override DataViewSchema Schema => _bindings.Output;

    public override long Position => _rows.Position;

    public override long Batch => _rows.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => _rows.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        AddedGetters.Get<TValue>(column, _rows, _bindings, _getters, _active);

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_rows.MoveNext())
            return false;
        _prefetcher ??= new ClipPrefetcher(_scoring.Reader, _scoring.Settings, ReadVideos());
        if (_clips is null || ++_indexInBatch == _clips.Requests.Count)
            MoveToNextBatch();
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            // First the look-ahead, whose thread uses its cursor, then the cursors.
            _prefetcher?.Dispose();
            _clips?.Dispose();
            _ahead.Dispose();
            _rows.Dispose();
        }
        base.Dispose(disposing);
    }

    private void MoveToNextBatch()
    {
        _clips?.Dispose();
        _scored = null;
        _indexInBatch = 0;
        _clips = _prefetcher!.Next(_scoring.ThrowIfCanceled)
            ?? throw new InvalidOperationException("The source delivered fewer rows when it was read a second time; its rows must be the same in every pass.");
    }

    private (ScoredVideo<TRow>, long) Current()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_clips is null)
            throw new InvalidOperationException("The cursor stands on no row; call MoveNext first.");
        _scored ??= _scoring.Score(_clips);
        return (_scored[_indexInBatch], Position);
    }

    // Runs on the look-ahead thread, which alone uses this cursor until it has ended.
    private IEnumerable<ClipRequest> ReadVideos()
    {
        var getVideo = _ahead.GetGetter<MLVideo>(_ahead.Schema[_video.Index]);
        var getTexts = _text is { } text ? TextColumn.CreateReader(_ahead, _ahead.Schema[text.Index]) : null;
        while (_ahead.MoveNext())
        {
            MLVideo? video = null;
            getVideo(ref video!);
            yield return new ClipRequest(video, _ahead.Position, Texts: getTexts?.Invoke());
        }
    }
}
