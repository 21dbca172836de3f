using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Tests.Conformance;

/// <summary>Schemas as text, annotations included, so that a difference can be read.</summary>
internal static class SchemaText
{
    public static string Of(SchemaShape schema) =>
        string.Join("\n", schema.OrderBy(column => column.Name, StringComparer.Ordinal)
            .Select(column => $"{column.Name}: {column.Kind} {column.ItemType} key={column.IsKey} [{Of(column.Annotations)}]"));

    public static string Of(DataViewSchema schema) =>
        string.Join("\n", schema.Select(column => $"{column.Name}: {column.Type} hidden={column.IsHidden} [{Of(column.Annotations.Schema)}]"));
}
