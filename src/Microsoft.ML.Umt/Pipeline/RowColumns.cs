using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Makes the usual kinds of added columns.</summary>
internal static class RowColumns
{
    /// <summary>A text column; null reads as empty text.</summary>
    public static RowColumn<TRow> Text<TRow>(string name, Func<TRow, string?> read) =>
        new TypedRowColumn<TRow, ReadOnlyMemory<char>>(
            new(name, TextDataViewType.Instance),
            (TRow row, ref ReadOnlyMemory<char> value) => value = read(row).AsMemory());

    /// <summary>A key column: 1-based, 0 is missing.</summary>
    public static RowColumn<TRow> Key<TRow>(string name, int count, DataViewSchema.Annotations annotations, Func<TRow, uint> read) =>
        new TypedRowColumn<TRow, uint>(
            new(name, new KeyDataViewType(typeof(uint), count), annotations),
            (TRow row, ref uint value) => value = read(row));

    /// <summary>A column of single numbers.</summary>
    public static RowColumn<TRow> Single<TRow>(string name, Func<TRow, float> read) =>
        new TypedRowColumn<TRow, float>(new(name, NumberDataViewType.Single), (TRow row, ref float value) => value = read(row));

    /// <summary>A vector column whose length differs from row to row.</summary>
    public static RowColumn<TRow> Variable<TRow, TItem>(string name, PrimitiveDataViewType itemType, Func<TRow, TItem[]> read) =>
        new TypedRowColumn<TRow, VBuffer<TItem>>(
            new(name, new VectorDataViewType(itemType)),
            (TRow row, ref VBuffer<TItem> value) => Copy(read(row), ref value));

    /// <summary>A vector column of known dimensions.</summary>
    public static RowColumn<TRow> Vector<TRow, TItem>(
        string name,
        PrimitiveDataViewType itemType,
        ReadOnlySpan<int> dimensions,
        Func<TRow, TItem[]> read,
        DataViewSchema.Annotations? annotations = null) =>
        new TypedRowColumn<TRow, VBuffer<TItem>>(
            new(name, new VectorDataViewType(itemType, dimensions.ToArray()), annotations),
            (TRow row, ref VBuffer<TItem> value) => Copy(read(row), ref value));

    private static void Copy<TItem>(TItem[] items, ref VBuffer<TItem> value)
    {
        var editor = VBufferEditor.Create(ref value, items.Length);
        items.CopyTo(editor.Values);
        value = editor.Commit();
    }
}
