using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Tests.Conformance;

/// <summary>All values of a view as text, numbers to five digits.</summary>
internal static class RowText
{
    public static IReadOnlyList<string> Of(IDataView view) =>
        [.. view.Preview(1000).RowView.Select(row => string.Join("; ", row.Values.Select(pair => $"{pair.Key}={Of(pair.Value)}")))];

    private static string Of(object? value) => value switch
    {
        VBuffer<float> numbers => string.Join(",", numbers.DenseValues().Select(number => number.ToString("G5", CultureInfo.InvariantCulture))),
        VBuffer<byte> bytes => string.Join(",", bytes.DenseValues()),
        VBuffer<ReadOnlyMemory<char>> texts => string.Join(",", texts.DenseValues()),
        float number => number.ToString("G5", CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
