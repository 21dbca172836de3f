using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>The element types of safetensors.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type)[] Known =
    [
        ("F64", ScalarType.Float64), ("F32", ScalarType.Float32), ("F16", ScalarType.Float16), ("BF16", ScalarType.BFloat16),
        ("I64", ScalarType.Int64), ("I32", ScalarType.Int32), ("I16", ScalarType.Int16), ("I8", ScalarType.Int8),
        ("U8", ScalarType.Byte), ("BOOL", ScalarType.Bool), ("C64", ScalarType.ComplexFloat32),
    ];

    public static ScalarType? Parse(string? name)
    {
        foreach (var (known, type) in Known)
        {
            if (known == name)
                return type;
        }
        return null;
    }

    public static string NameOf(ScalarType type)
    {
        foreach (var (name, known) in Known)
        {
            if (known == type)
                return name;
        }
        throw new ArgumentException($"Tensors of type {type} cannot be stored as safetensors.");
    }
}
