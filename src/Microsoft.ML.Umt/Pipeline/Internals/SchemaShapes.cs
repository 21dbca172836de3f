using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline.Internals;

/// <summary>Derives an estimator's promise from the very columns that its transformer will add, so that the two cannot differ.</summary>
internal static class SchemaShapes
{
    /// <summary>The shape of a schema.</summary>
    public static SchemaShape Of(DataViewSchema schema) => SchemaShape.Create(schema);

    /// <summary>The input shape with columns added; a column of the same name is replaced.</summary>
    public static SchemaShape With(this SchemaShape input, IEnumerable<DataViewSchema.DetachedColumn> columns)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns);
        var shapes = input.ToDictionary(column => column.Name);
        foreach (var column in SchemaShape.Create(builder.ToSchema()))
            shapes[column.Name] = column;
        return new SchemaShape(shapes.Values);
    }
}
