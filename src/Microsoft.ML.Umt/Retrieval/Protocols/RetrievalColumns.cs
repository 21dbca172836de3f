using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>Finds and reads the columns of a retrieval test, with ML.NET's wording when one does not fit.</summary>
internal static class RetrievalColumns
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string what) =>
        schema.GetColumnOrNull(name)
        ?? throw new ArgumentOutOfRangeException(nameof(schema), $"Could not find {what} column '{name}'; there are {string.Join(", ", schema.Select(column => $"'{column.Name}'"))}.");

    /// <summary>Reads a text column, a key, a whole number, or the name (and window) of a video as text.</summary>
    public static Func<string> Text(DataViewRow row, string name, string what)
    {
        var column = Find(row.Schema, name, what);
        return column.Type switch
        {
            TextDataViewType => Getter<ReadOnlyMemory<char>>(row, column, value => value.ToString()),
            VideoDataViewType => Getter<MLVideo>(row, column, value => value.ToString()),
            { RawType: var raw } when raw == typeof(uint) => Getter<uint>(row, column, Invariant),
            { RawType: var raw } when raw == typeof(int) => Getter<int>(row, column, Invariant),
            { RawType: var raw } when raw == typeof(long) => Getter<long>(row, column, Invariant),
            { RawType: var raw } when raw == typeof(ulong) => Getter<ulong>(row, column, Invariant),
            _ => throw Mismatch(column, what, "text, a key, a whole number or a video"),
        };
    }

    /// <summary>Reads a vector of numbers; each value is a new array.</summary>
    public static Func<float[]> Vector(DataViewRow row, string name, string what)
    {
        var column = Find(row.Schema, name, what);
        if (column.Type is not VectorDataViewType { ItemType: NumberDataViewType item } || item != NumberDataViewType.Single)
            throw Mismatch(column, what, "a vector of Single");
        return Getter<VBuffer<float>, float[]>(row, column, value => value.DenseValues().ToArray());
    }

    /// <summary>Length of one frame's embedding where the column says <c>[frames, length]</c>; null for one embedding a row.</summary>
    public static int? FrameLength(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name)?.Type is VectorDataViewType { Dimensions: { Length: 2 } dimensions } && dimensions[1] > 0 ? dimensions[1] : null;

    /// <summary>Reads the videos themselves: of the column that is named, else of the key column if that holds videos, else none.</summary>
    public static Func<MLVideo?> Video(DataViewRow row, string? name, string keyName)
    {
        if (name is null && row.Schema.GetColumnOrNull(keyName)?.Type is not VideoDataViewType)
            return () => null;
        return Getter<MLVideo, MLVideo?>(row, VideoColumn.Find(row.Schema, name ?? keyName), value => value);
    }

    private static Func<TOut> Getter<T, TOut>(DataViewRow row, DataViewSchema.Column column, Func<T, TOut> convert)
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            // A fresh variable in each row: a getter may reuse what it is handed.
            T value = default!;
            getter(ref value);
            return convert(value);
        };
    }

    public static ArgumentOutOfRangeException Mismatch(DataViewSchema.Column column, string what, string expected) =>
        new("schema", $"Schema mismatch for {what} column '{column.Name}': expected {expected}, got {column.Type}.");

    private static Func<string> Getter<T>(DataViewRow row, DataViewSchema.Column column, Func<T, string> convert) => Getter<T, string>(row, column, convert);

    private static string Invariant<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
