using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Checkpoints;

/// <summary>Compares what was read with values written down as JSON.</summary>
internal static class ExpectedValues
{
    public static void CheckTensor(JsonElement expected, Tensor found, string what)
    {
        Assert.Equal(expected.GetProperty("dtype").GetString(), NameOf(found.dtype));
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), found.shape);
        using var scope = NewDisposeScope();
        var flat = found.reshape(-1).contiguous();
        int i = 0;
        foreach (var value in expected.GetProperty("values").EnumerateArray())
        {
            using var element = flat[i];
            if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
                Assert.Equal(value.GetBoolean(), element.item<bool>());
            else if (found.is_floating_point())
                AssertSame(value.GetDouble(), element.to_type(ScalarType.Float64).item<double>(), what);
            else
                Assert.Equal(value.GetInt64(), element.to_type(ScalarType.Int64).item<long>());
            i++;
        }
        Assert.Equal(found.numel(), i);
    }

    public static void CheckValue(JsonElement expected, object? found, string what)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Null:
                Assert.Null(found);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Assert.Equal(expected.GetBoolean(), found);
                break;
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), found);
                break;
            case JsonValueKind.Number:
                Assert.Equal(expected.GetDouble(), Convert.ToDouble(found));
                break;
            case JsonValueKind.Array when found is Tensor tensor:
                Assert.Equal(expected.EnumerateArray().Select(item => item.GetDouble()), tensor.to_type(ScalarType.Float64).data<double>().ToArray());
                break;
            case JsonValueKind.Array:
                var list = Assert.IsAssignableFrom<List<object?>>(found);
                Assert.Equal(expected.GetArrayLength(), list.Count);
                foreach (var (item, index) in expected.EnumerateArray().Select((item, index) => (item, index)))
                    CheckValue(item, list[index], what);
                break;
            case JsonValueKind.Object:
                var dictionary = Assert.IsAssignableFrom<IDictionary<object, object?>>(found);
                foreach (var item in expected.EnumerateObject())
                    CheckValue(item.Value, dictionary[item.Name], $"{what}.{item.Name}");
                break;
        }
    }

    private static void AssertSame(double expected, double found, string what) =>
        Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(found), $"{what}: expected {expected:R}, found {found:R}");

    private static string NameOf(ScalarType type) => type switch
    {
        ScalarType.Byte => "uint8",
        _ => type.ToString().ToLowerInvariant(),
    };
}
