using System.Text;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Tests.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Checkpoints;

/// <summary>Writing and reading safetensors, and refusing what is malformed.</summary>
public class SafetensorsFileTests
{
    [Fact]
    public void Round_trip_keeps_names_types_shapes_values_and_metadata()
    {
        using var scope = NewDisposeScope();
        ScalarType[] types =
        [
            ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32,
            ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
        ];
        var tensors = types.ToDictionary(type => $"t.{type}", type => arange(12).reshape(3, 4).to_type(type));
        tensors["scalar \"ü\""] = tensor(0.07f);
        tensors["empty"] = zeros(0, 4);
        tensors["transposed"] = arange(6).reshape(2, 3).t().to_type(ScalarType.Float32);

        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        Assert.Equal(0, BitConverter.ToInt64(stream.ToArray()) % 8);
        stream.Position = 0;
        using var read = SafetensorsFile.Read(stream, "memory");

        Assert.Equal("pt", read.Metadata["format"]);
        Assert.Equal(tensors.Keys.Order(), read.Tensors.Keys.Order());
        foreach (var (name, expected) in tensors)
        {
            Assert.Equal(expected.dtype, read.Tensors[name].dtype);
            Near.Equal(expected.to_type(ScalarType.Float64), read.Tensors[name].to_type(ScalarType.Float64), 0, name);
        }
    }

    [Fact]
    public void A_file_appears_only_when_it_is_complete()
    {
        var folder = Directory.CreateTempSubdirectory("umt-st-");
        try
        {
            using var scope = NewDisposeScope();
            string path = Path.Combine(folder.FullName, "w.safetensors");
            Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(path, [new("a", ones(1)), new("a", ones(1))]));
            Assert.Empty(folder.GetFiles());
            SafetensorsFile.Write(path, [new("a", ones(1))]);
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "JSON")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "overlaps")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "hole")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8, "data")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "shape")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4, "JSON")]
    [InlineData("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]}}", 4, "F8_E4M3")]
    [InlineData("[]", 0, "object")]
    public void Malformed_headers_are_refused(string json, int dataBytes, string reason)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        using var stream = new MemoryStream();
        stream.Write(BitConverter.GetBytes((long)header.Length));
        stream.Write(header);
        stream.Write(new byte[dataBytes]);
        stream.Position = 0;
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(stream, "memory"));
        Assert.Contains(reason, error.Message);
        Assert.Contains("'memory'", error.Message);
    }

    [Fact]
    public void An_empty_file_is_valid()
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, []);
        stream.Position = 0;
        using var read = SafetensorsFile.Read(stream, "memory");
        Assert.Empty(read.Tensors);
    }
}
