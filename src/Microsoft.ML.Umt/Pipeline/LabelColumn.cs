using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Finds the label column and the names of its classes, with ML.NET's wording when something is wrong.</summary>
internal static class LabelColumn
{
    private const string Hint = "Make it a key with mlContext.Transforms.Conversion.MapValueToKey.";

    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it is no key of known size.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.GetColumnOrNull(name) is not { } column)
            throw new ArgumentOutOfRangeException(nameof(schema), $"Could not find label column '{name}'.");
        if (column.Type is not KeyDataViewType key || key.RawType != typeof(uint))
            throw new ArgumentOutOfRangeException(nameof(schema), $"Schema mismatch for label column '{name}': expected Key<UInt32>, got {column.Type}. {Hint}");
        if (key.Count is < 2 or > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(schema), $"Label column '{name}' has {key.Count} classes; a classifier needs at least 2.");
        return column;
    }

    /// <summary>The same check before any data is there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it is no key.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (!schema.TryFindColumn(name, out var column))
            throw new ArgumentOutOfRangeException(nameof(schema), $"Could not find label column '{name}'.");
        if (!column.IsKey || column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType.RawType != typeof(uint))
            throw new ArgumentOutOfRangeException(
                nameof(schema), $"Schema mismatch for label column '{name}': expected Key<UInt32>, got {column.Kind} of {column.ItemType}. {Hint}");
    }

    /// <summary>The names of the classes; their numbers where the key has no names.</summary>
    public static string[] ClassNames(DataViewSchema.Column column)
    {
        var names = new string[checked((int)((KeyDataViewType)column.Type).Count)];
        for (var i = 0; i < names.Length; i++)
            names[i] = (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (column.Annotations.Schema.GetColumnOrNull("KeyValues") is not { Type: VectorDataViewType { ItemType: var itemType } })
            return names;
        var values = itemType is TextDataViewType
            ? Read<ReadOnlyMemory<char>>(column, value => value.ToString())
            : ReadNumbers(column, itemType);
        return values is null ? names : values;
    }

    private static string[]? ReadNumbers(DataViewSchema.Column column, DataViewType itemType) => itemType.RawType switch
    {
        var type when type == typeof(int) => Read<int>(column, Invariant),
        var type when type == typeof(uint) => Read<uint>(column, Invariant),
        var type when type == typeof(long) => Read<long>(column, Invariant),
        var type when type == typeof(ulong) => Read<ulong>(column, Invariant),
        var type when type == typeof(short) => Read<short>(column, Invariant),
        var type when type == typeof(ushort) => Read<ushort>(column, Invariant),
        var type when type == typeof(byte) => Read<byte>(column, Invariant),
        var type when type == typeof(sbyte) => Read<sbyte>(column, Invariant),
        var type when type == typeof(float) => Read<float>(column, Invariant),
        var type when type == typeof(double) => Read<double>(column, Invariant),
        var type when type == typeof(bool) => Read<bool>(column, value => value ? "true" : "false"),
        _ => null,
    };

    private static string Invariant<T>(T value) where T : IFormattable => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Read<T>(DataViewSchema.Column column, Func<T, string> format)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue("KeyValues", ref values);
        return [.. values.DenseValues().Select(format)];
    }
}
