using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval.Files;

/// <summary>Takes apart what <see cref="ByteWriter"/> wrote. Every length is checked against the bytes that are there before anything is allocated.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly int Left => _rest.Length;

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>A number of things that take at least <paramref name="leastBytes"/> each.</summary>
    public int Count(int leastBytes, int most)
    {
        var count = Int32();
        return count >= 0 && count <= most && (long)count * leastBytes <= _rest.Length ? count : throw new FormatException($"{count} items cannot be in the {_rest.Length} bytes that are left.");
    }

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _rest.Length)
            throw new FormatException($"{count} bytes are expected where {_rest.Length} are left.");
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    public string? Text()
    {
        var length = Int32();
        if (length == -1)
            return null;
        try
        {
            return RecordLimits.Utf8.GetString(Take(length));
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException("A text is not valid UTF-8.", error);
        }
    }

    /// <summary>All of a video but its embedding.</summary>
    public IndexEntry Entry(EmbeddingRules rules)
    {
        var key = Text();
        if (string.IsNullOrEmpty(key))
            throw new FormatException("A video has no key.");
        var (path, title) = (Text(), Text());
        var pairs = Count(2 * sizeof(int), RecordLimits.MostPairs);
        var metadata = new Dictionary<string, string>(pairs);
        for (var i = 0; i < pairs; i++)
            metadata[Text() ?? throw new FormatException("Metadata have no name.")] = Text() ?? throw new FormatException("Metadata have no value.");
        return new IndexEntry(key, path, title, pairs == 0 ? null : metadata.AsReadOnly(), Frames(rules));
    }

    private FrameSet? Frames(EmbeddingRules rules)
    {
        var count = Count(sizeof(long) + rules.EmbeddingBytes, RecordLimits.MostFrames);
        if (count == 0)
            return null;
        long[] ticks = [.. MemoryMarshal.Cast<byte, long>(Take((long)count * sizeof(long)))];
        if (ticks.AsSpan().ContainsAnyExceptInRange(0, TimeSpan.MaxValue.Ticks))
            throw new FormatException("A frame has a negative time.");
        var values = Take((long)count * rules.EmbeddingBytes);
        return rules.Storage == EmbeddingStorage.Float32
            ? FrameSet.FromStored(ticks, [.. MemoryMarshal.Cast<byte, float>(values)], null, rules.Dimensions)
            : FrameSet.FromStored(ticks, null, [.. MemoryMarshal.Cast<byte, Half>(values)], rules.Dimensions);
    }
}
