using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Microsoft.ML.Umt.Pretraining.Pictures;

namespace Microsoft.ML.Umt.Tests.Pretraining.Pictures;

/// <summary>Reads the PNG files of the library back, written from the specification alone and strict: lengths, order and checksums of the chunks count.</summary>
internal static class PngReading
{
    public static Picture Read(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        var chunks = Chunks(file).ToList();
        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Select(chunk => chunk.Kind));
        var header = chunks[0].Data;
        Assert.Equal([8, 2, 0, 0, 0], header[8..]);
        var picture = new Picture(BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));

        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress))
            zlib.CopyTo(data);
        var rows = data.ToArray().Chunk((picture.Width * 3) + 1).ToList();
        Assert.Equal(picture.Height, rows.Count);
        Assert.All(rows, row => Assert.Equal(0, row[0]));
        rows.SelectMany(row => row[1..]).ToArray().CopyTo(picture.Pixels, 0);
        return picture;
    }

    public static Rgb At(this Picture picture, int x, int y) =>
        new(picture.Pixels[((y * picture.Width) + x) * 3], picture.Pixels[(((y * picture.Width) + x) * 3) + 1], picture.Pixels[(((y * picture.Width) + x) * 3) + 2]);

    private static IEnumerable<(string Kind, byte[] Data)> Chunks(byte[] file)
    {
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var body = file.AsSpan(at + 4, length + 4).ToArray();
            Assert.Equal(Crc32.HashToUInt32(body), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            yield return (Encoding.ASCII.GetString(body[..4]), body[4..]);
            at += length + 12;
        }
    }
}
