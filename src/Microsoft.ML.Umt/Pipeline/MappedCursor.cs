using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>A cursor with columns computed row by row; owns the cursor below it.</summary>
internal sealed class MappedCursor(DataViewRowCursor input, ColumnBindings bindings, Delegate?[] getters, bool[] active) : DataViewRowCursor
{
    private bool _disposed;

    public override DataViewSchema Schema => bindings.Output;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool MoveNext() => input.MoveNext();

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        AddedGetters.Get<TValue>(column, input, bindings, getters, active);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            input.Dispose();
        }
        base.Dispose(disposing);
    }
}
