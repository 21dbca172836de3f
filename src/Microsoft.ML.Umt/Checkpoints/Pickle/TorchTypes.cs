using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>PyTorch's names of element types.</summary>
internal static class TorchTypes
{
    private static readonly string[] StorageNames =
    [
        "FloatStorage", "DoubleStorage", "HalfStorage", "BFloat16Storage", "LongStorage", "IntStorage", "ShortStorage", "CharStorage", "ByteStorage", "BoolStorage",
        "ComplexFloatStorage", "ComplexDoubleStorage",
    ];

    /// <summary>The element type of a storage class such as <c>FloatStorage</c>; null when there is no such class.</summary>
    public static ScalarType? OfStorage(string name) => name switch
    {
        "FloatStorage" => ScalarType.Float32,
        "DoubleStorage" => ScalarType.Float64,
        "HalfStorage" => ScalarType.Float16,
        "BFloat16Storage" => ScalarType.BFloat16,
        "LongStorage" => ScalarType.Int64,
        "IntStorage" => ScalarType.Int32,
        "ShortStorage" => ScalarType.Int16,
        "CharStorage" => ScalarType.Int8,
        "ByteStorage" => ScalarType.Byte,
        "BoolStorage" => ScalarType.Bool,
        "ComplexFloatStorage" => ScalarType.ComplexFloat32,
        "ComplexDoubleStorage" => ScalarType.ComplexFloat64,
        _ => null,
    };

    /// <summary>The storage class of an element type.</summary>
    /// <exception cref="ArgumentException">PyTorch has none.</exception>
    public static string StorageOf(ScalarType type) => StorageNames.FirstOrDefault(name => OfStorage(name) == type)
        ?? throw new ArgumentException($"Elements of type {type} cannot be written.", nameof(type));

    /// <summary>The element type behind a name such as <c>float32</c> in module <c>torch</c>; null when there is none.</summary>
    public static ScalarType? OfDtype(string name) => name switch
    {
        "float32" or "float" => ScalarType.Float32,
        "float64" or "double" => ScalarType.Float64,
        "float16" or "half" => ScalarType.Float16,
        "bfloat16" => ScalarType.BFloat16,
        "int64" or "long" => ScalarType.Int64,
        "int32" or "int" => ScalarType.Int32,
        "int16" or "short" => ScalarType.Int16,
        "int8" => ScalarType.Int8,
        "uint8" => ScalarType.Byte,
        "bool" => ScalarType.Bool,
        _ => null,
    };

    public static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.ComplexFloat64 => 16,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
        ScalarType.Int8 or ScalarType.Byte or ScalarType.Bool => 1,
        _ => throw new CheckpointException($"Elements of type {type} are not supported."),
    };
}
