using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// Writes and reads safetensors: an 8-byte little-endian header length, a JSON header, raw data. Nothing in such a file can be run, and PyTorch,
/// timm and others read it, which makes it the format to export to. Thread-safe.
/// </summary>
public static class SafetensorsFile
{
    private const int Alignment = 8;

    /// <summary>Writes tensors to a file, which appears only when it is complete.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="tensors">Names and tensors, on any device, contiguous or not; <c>module.state_dict()</c> is such a list.</param>
    /// <param name="metadata">Text to keep beside them, or null.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is <c>__metadata__</c>, or an element type has no name in the format.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WholeFile.Write(path, stream => Write(stream, tensors, metadata));
    }

    /// <summary>Writes tensors to a stream, which stays open; it need not be seekable.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="tensors">Names and tensors, on any device, contiguous or not.</param>
    /// <param name="metadata">Text to keep beside them, or null.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is <c>__metadata__</c>, or an element type has no name in the format.</exception>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        // Wide elements first keeps every tensor aligned to its own element size.
        var ordered = tensors.OrderByDescending(pair => pair.Value.element_size()).ToList();
        stream.Write(Header(ordered, metadata));
        foreach (var (_, tensor) in ordered)
        {
            using var scope = NewDisposeScope();
            var data = tensor.detach().cpu().contiguous();
            if (data.numel() > 0)
                stream.Write(data.bytes);
        }
    }

    /// <summary>Reads a file. The checkpoint that comes back owns its tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is no valid safetensors file.</exception>
    public static Checkpoint Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads from the stream's position to its end; the stream stays open and need not be seekable.</summary>
    /// <param name="stream">What to read.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="CheckpointException">The content is not valid.</exception>
    public static Checkpoint Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        NativeRuntime.EnsureLoaded();
        var tensors = new OrderedDictionary<string, Tensor>();
        try
        {
            var header = ReadHeader(stream);
            foreach (var entry in header.Entries)
                tensors.Add(entry.Name, ReadTensor(stream, entry));
            if (stream.ReadByte() >= 0)
                throw new CheckpointException("There is more data than the header describes.");
            return new Checkpoint(name, CheckpointFormat.Safetensors, tensors, header.Metadata);
        }
        catch (Exception error)
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw CheckpointErrors.Name(error, name);
        }
    }

    private static SafetensorsHeader ReadHeader(Stream stream)
    {
        Span<byte> count = stackalloc byte[sizeof(ulong)];
        if (stream.ReadAtLeast(count, count.Length, throwOnEndOfStream: false) < count.Length)
            throw new CheckpointException("A safetensors file has at least 8 bytes; this one is cut short.");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(count);
        if (length > SafetensorsHeader.MostBytes || (stream.CanSeek && (long)length > stream.Length - stream.Position))
            throw new CheckpointException($"The header should have {length} bytes, which is more than the file has or the format allows.");
        var json = new byte[(int)length];
        if (stream.ReadAtLeast(json, json.Length, throwOnEndOfStream: false) < json.Length)
            throw new CheckpointException("The file ends inside its header; it is cut short.");
        var header = SafetensorsHeader.Parse(json);
        if (stream.CanSeek && header.DataBytes != stream.Length - stream.Position)
            throw new CheckpointException($"The header describes {header.DataBytes} bytes of data, the file has {stream.Length - stream.Position}; it is cut short or damaged.");
        return header;
    }

    private static Tensor ReadTensor(Stream stream, SafetensorsEntry entry)
    {
        if (entry.End - entry.Start > int.MaxValue)
            throw new CheckpointException($"Tensor '{entry.Name}' has {entry.End - entry.Start} bytes; more than 2 GiB in one tensor is not supported.");
        var tensor = empty(entry.Shape, dtype: entry.Type, device: CPU).DetachFromDisposeScope();
        try
        {
            if (entry.End > entry.Start)
                stream.ReadExactly(tensor.bytes);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static byte[] Header(List<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var header = new OrderedDictionary<string, object>();
        if (metadata is { Count: > 0 })
            header.Add("__metadata__", metadata);
        long offset = 0;
        foreach (var (name, tensor) in tensors)
        {
            long end = offset + tensor.numel() * tensor.element_size();
            var entry = new { dtype = SafetensorsTypes.NameOf(tensor.dtype), shape = tensor.shape, data_offsets = new[] { offset, end } };
            if (name == "__metadata__" || !header.TryAdd(name, entry))
                throw new ArgumentException($"The tensor name '{name}' occurs twice or is reserved.", nameof(tensors));
            offset = end;
        }
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        int padded = (json.Length + Alignment - 1) / Alignment * Alignment;
        var bytes = new byte[sizeof(ulong) + padded];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)padded);
        bytes.AsSpan(sizeof(ulong)).Fill((byte)' ');
        json.CopyTo(bytes, sizeof(ulong));
        return bytes;
    }
}
