using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>The JSON header of a safetensors file, checked: types, shapes and offsets fit, and the data has neither overlaps nor holes.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>Largest header the format allows.</summary>
    public const long MostBytes = 100_000_000;

    private static readonly JsonDocumentOptions Strictly = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private SafetensorsHeader(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        Entries = entries;
        Metadata = metadata;
    }

    /// <summary>Tensors in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Free text that the writer left.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Bytes of data that follow the header.</summary>
    public long DataBytes => Entries.Count == 0 ? 0 : Entries[^1].End;

    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strictly);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new CheckpointException("The header is not a JSON object.");
            var metadata = new Dictionary<string, string>();
            var entries = new List<SafetensorsEntry>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                    metadata = property.Value.EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString() ?? "");
                else
                    entries.Add(Entry(property.Name, property.Value));
            }
            entries.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
            CheckNoGaps(entries);
            return new SafetensorsHeader(entries, metadata);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException)
        {
            throw new CheckpointException($"The header is not valid JSON of a safetensors file: {error.Message}", inner: error);
        }
    }

    private static SafetensorsEntry Entry(string name, JsonElement value)
    {
        var typeName = value.GetProperty("dtype").GetString();
        var type = SafetensorsTypes.Parse(typeName)
            ?? throw new CheckpointException($"Tensor '{name}' has the element type '{typeName}', which is not supported.");
        long[] shape = [.. value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long[] offsets = [.. value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (shape.Any(size => size < 0))
            throw new CheckpointException($"Tensor '{name}' has the impossible shape [{string.Join(", ", shape)}].");
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
            throw new CheckpointException($"Tensor '{name}' has the impossible data offsets [{string.Join(", ", offsets)}].");
        long expected = ByteCount(name, shape, type);
        if (offsets[1] - offsets[0] != expected)
            throw new CheckpointException($"Tensor '{name}' of shape [{string.Join(", ", shape)}] needs {expected} bytes, found {offsets[1] - offsets[0]}.");
        return new SafetensorsEntry(name, type, shape, offsets[0], offsets[1]);
    }

    private static long ByteCount(string name, long[] shape, ScalarType type)
    {
        try
        {
            return checked(shape.Aggregate(1L, (product, size) => checked(product * size)) * TorchTypes.SizeOf(type));
        }
        catch (OverflowException)
        {
            throw new CheckpointException($"Tensor '{name}' has the impossible shape [{string.Join(", ", shape)}].");
        }
    }

    private static void CheckNoGaps(List<SafetensorsEntry> sorted)
    {
        long end = 0;
        foreach (var entry in sorted)
        {
            if (entry.Start != end)
                throw new CheckpointException($"The data of tensor '{entry.Name}' starts at byte {entry.Start} where {end} is expected: data overlaps or has a hole.");
            end = entry.End;
        }
    }
}
