using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Microsoft.ML.Umt.Pretraining.Pictures;

/// <summary>
/// Pictures as PNG (RFC 2083): 8 bits a channel, RGB. The library that ML.NET applications have for pictures, SkiaSharp, comes with a native part for
/// every platform; for files of one kind, written only, the framework's zlib is enough.
/// </summary>
internal static class PngFile
{
    private const byte BitDepth = 8, Truecolour = 2;
    private const int Channels = 3;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The bytes of the file.</summary>
    public static byte[] Encode(Picture picture)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], picture.Height);
        (header[8], header[9], header[10], header[11], header[12]) = (BitDepth, Truecolour, 0, 0, 0);
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", Compress(picture));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Writes the file; under another name first, so that whoever watches a folder never sees half a picture.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(Picture picture, string path) => Save(Encode(picture), path);

    /// <summary>Writes the file's bytes.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(byte[] png, string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var unfinished = full + ".part";
        File.WriteAllBytes(unfinished, png);
        File.Move(unfinished, full, overwrite: true);
    }

    private static ReadOnlySpan<byte> Compress(Picture picture)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = picture.Width * Channels;
            for (var y = 0; y < picture.Height; y++)
            {
                // Every row says how it was filtered; not at all.
                zlib.WriteByte(0);
                zlib.Write(picture.Pixels, y * row, row);
            }
        }
        return data.ToArray();
    }

    private static void WriteChunk(Stream file, string kind, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        var name = Encoding.ASCII.GetBytes(kind);
        file.Write(name);
        file.Write(data);
        var checksum = new Crc32();
        checksum.Append(name);
        checksum.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, checksum.GetCurrentHashAsUInt32());
        file.Write(number);
    }
}
