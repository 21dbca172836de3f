using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>A view with columns computed row by row, for cheap columns. Rows that need a model belong into <see cref="BatchedDataView{TRow}"/>.</summary>
internal sealed class MappedDataView(IDataView source, IColumnMapper mapper) : IDataView
{
    public DataViewSchema Schema => mapper.Bindings.Output;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = mapper.Bindings.Activate(columnsNeeded);
        return Wrap(source.GetRowCursor(Dependencies(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = mapper.Bindings.Activate(columnsNeeded);
        return Array.ConvertAll(source.GetRowCursorSet(Dependencies(active), n, rand), cursor => Wrap(cursor, active));
    }

    private IEnumerable<DataViewSchema.Column> Dependencies(bool[] active)
    {
        var anyAdded = mapper.Bindings.AnyAdded(active);
        return source.Schema.Where(column => active[column.Index] || (anyAdded && mapper.IsInput(column)));
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, bool[] active) =>
        new MappedCursor(cursor, mapper.Bindings, mapper.CreateGetters(cursor, active), active);
}
