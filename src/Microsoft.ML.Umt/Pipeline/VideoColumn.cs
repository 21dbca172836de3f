using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Finds the video column of an input, with ML.NET's wording when it is not one.</summary>
internal static class VideoColumn
{
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds something else.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.GetColumnOrNull(name) is not { } column)
            throw new ArgumentOutOfRangeException(nameof(schema), $"Could not find video column '{name}'. {Hint}");
        return column.Type is VideoDataViewType ? column : throw Mismatch(nameof(schema), name, column.Type.ToString()!);
    }

    /// <summary>The same check before any data is there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds something else.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (!schema.TryFindColumn(name, out var column))
            throw new ArgumentOutOfRangeException(nameof(schema), $"Could not find video column '{name}'. {Hint}");
        if (column.ItemType is not VideoDataViewType)
            throw Mismatch(nameof(schema), name, $"{column.Kind} of {column.ItemType}");
    }

    private const string Hint = "Make it with mlContext.Transforms.LoadVideos, or give the input class a member of type MLVideo.";

    private static ArgumentOutOfRangeException Mismatch(string parameter, string name, string found) =>
        new(parameter, $"Schema mismatch for video column '{name}': expected Video, got {found}. {Hint}");
}
