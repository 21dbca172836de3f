using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>The bytes of a pickle, read forward, never past the end and never more at once than are there.</summary>
internal sealed class PickleBytes(Stream stream)
{
    private const int LongestString = 16 << 20;
    private const int LongestLine = 1 << 16;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    public byte Byte()
    {
        int value = stream.ReadByte();
        return value >= 0 ? (byte)value : throw Ended();
    }

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Fill(stackalloc byte[2]));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Fill(stackalloc byte[4]));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Fill(stackalloc byte[4]));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Fill(stackalloc byte[8]));

    public double DoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Fill(stackalloc byte[8]));

    public byte[] Bytes(ulong count)
    {
        if (count > LongestString || stream.Length - stream.Position < (long)count)
            throw new CheckpointException($"The pickle declares a string of {count} bytes, which is more than is there or may be.");
        var bytes = new byte[(int)count];
        Fill(bytes);
        return bytes;
    }

    public string Text(ulong count) => Utf8.GetString(Bytes(count));

    public string Latin1(ulong count) => Encoding.Latin1.GetString(Bytes(count));

    /// <summary>Text up to the next line feed, which is consumed.</summary>
    public string Line()
    {
        var line = new List<byte>();
        for (byte next = Byte(); next != '\n'; next = Byte())
        {
            line.Add(next);
            if (line.Count > LongestLine)
                throw new CheckpointException("The pickle holds a text line without an end.");
        }
        return Utf8.GetString([.. line]);
    }

    private Span<byte> Fill(Span<byte> target)
    {
        if (stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
            throw Ended();
        return target;
    }

    private static CheckpointException Ended() => new("The file ends in the middle of a pickle; it is cut short or damaged.");
}
