using Microsoft.ML.Data;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>Finds the question column: one text a row.</summary>
internal static class QuestionColumn
{
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds something else.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        var column = TextColumn.Find(schema, name);
        return TextColumn.IsVector(column) ? throw Mismatch(name, column.Type.ToString()!) : column;
    }

    /// <summary>The same check before any data is there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds something else.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        TextColumn.Check(schema, name);
        if (schema.TryFindColumn(name, out var column) && column.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw Mismatch(name, $"{column.Kind} of {column.ItemType}");
    }

    private static ArgumentOutOfRangeException Mismatch(string name, string found) =>
        new("schema", $"Schema mismatch for question column '{name}': expected String, one question a row, got {found}.");
}
