using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Augmentation;

/// <summary>The tensors of one safetensors fixture as plain arrays, read without the library under test.</summary>
internal sealed class FixtureTensors
{
    private readonly byte[] _file;
    private readonly JsonElement _header;
    private readonly int _data;

    public FixtureTensors(string relativePath)
    {
        _file = File.ReadAllBytes(FixtureData.Path(relativePath));
        _data = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(_file);
        _header = JsonSerializer.Deserialize<JsonElement>(_file.AsSpan(8, _data - 8));
    }

    public IEnumerable<string> Names => _header.EnumerateObject().Select(p => p.Name).Where(n => n != "__metadata__");

    public int[] Shape(string name) => _header.GetProperty(name).GetProperty("shape").EnumerateArray().Select(e => e.GetInt32()).ToArray();

    public byte[] Bytes(string name)
    {
        var offsets = _header.GetProperty(name).GetProperty("data_offsets");
        return _file[(_data + offsets[0].GetInt32())..(_data + offsets[1].GetInt32())];
    }

    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name)).ToArray();

    public long[] Longs(string name) => MemoryMarshal.Cast<byte, long>(Bytes(name)).ToArray();
}
