using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Finds a column of texts beside the videos, one or several a row, with ML.NET's wording when it is not one.</summary>
internal static class TextColumn
{
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds something else.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.GetColumnOrNull(name) is not { } column)
            throw NotFound(name);
        return IsText(column.Type) ? column : throw Mismatch(name, column.Type.ToString()!);
    }

    /// <summary>The same check before any data is there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds something else.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (!schema.TryFindColumn(name, out var column))
            throw NotFound(name);
        if (column.ItemType is not TextDataViewType)
            throw Mismatch(name, $"{column.Kind} of {column.ItemType}");
    }

    /// <summary>Whether a row holds several texts.</summary>
    public static bool IsVector(DataViewSchema.Column column) => column.Type is VectorDataViewType;

    /// <summary>Reads the texts of the current row; an empty text is none.</summary>
    public static Func<IReadOnlyList<string>> CreateReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (IsVector(column))
        {
            var getMany = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
            VBuffer<ReadOnlyMemory<char>> texts = default;
            return () =>
            {
                getMany(ref texts);
                return [.. texts.DenseValues().Select(text => text.ToString())];
            };
        }
        var getOne = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getOne(ref value);
            return [value.ToString()];
        };
    }

    private static bool IsText(DataViewType type) => type is TextDataViewType or VectorDataViewType { ItemType: TextDataViewType };

    private static ArgumentOutOfRangeException NotFound(string name) => new("schema", $"Could not find text column '{name}'.");

    private static ArgumentOutOfRangeException Mismatch(string name, string found) =>
        new("schema", $"Schema mismatch for text column '{name}': expected String or Vector<String>, got {found}.");
}
