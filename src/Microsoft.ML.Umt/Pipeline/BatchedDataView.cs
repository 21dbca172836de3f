using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>
/// A lazy view whose added columns are scored in batches. Two cursors run over the source: one delivers the columns that pass through,
/// the other runs ahead with the videos only. Nothing is copied, and nothing is read or scored unless an added column is active.
/// </summary>
internal sealed class BatchedDataView<TRow> : IDataView
{
    private readonly VideoScoring<TRow> _scoring;
    private readonly IDataView _source;
    private readonly DataViewSchema.Column _video;
    private readonly DataViewSchema.Column? _text;
    private readonly ColumnBindings _bindings;

    public BatchedDataView(VideoScoring<TRow> scoring, IDataView source)
    {
        _scoring = scoring;
        _source = source;
        _video = VideoColumn.Find(source.Schema, scoring.VideoColumnName);
        _text = scoring.TextColumnName is { } text ? TextColumn.Find(source.Schema, text) : null;
        _bindings = new ColumnBindings(source.Schema, scoring.Columns);
    }

    public DataViewSchema Schema => _bindings.Output;

    // Both cursors must see the rows in the same order, which a shuffled cursor does not promise. ShuffleRows still shuffles the output.
    public bool CanShuffle => false;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = _bindings.Activate(columnsNeeded);
        var rows = _source.GetRowCursor(_bindings.PassedThrough(active));
        if (!_bindings.AnyAdded(active))
            return new MappedCursor(rows, _bindings, new Delegate?[_bindings.AddedCount], active);
        try
        {
            return new BatchedCursor<TRow>(_scoring, _bindings, rows, _source.GetRowCursor(_text is { } text ? [_video, text] : [_video]), _video, _text, active);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    // The model is the bottleneck and already uses every core; ML.NET splits the one cursor for consumers that want several.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
