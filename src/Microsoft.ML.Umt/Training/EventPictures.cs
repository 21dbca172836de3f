using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;
using Tensorboard;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// Puts finished PNG pictures into event files for TensorBoard. TorchSharp's own writer makes pictures through SkiaSharp, whose native library would have to
/// be installed; here a picture is copied as it is. Not thread-safe.
/// </summary>
/// <param name="folder">Folder of the event files; made if need be.</param>
internal sealed class EventPictures(string folder)
{
    private const string FormatVersion = "brain.Event:2";
    private const int Rgb = 3;
    private const uint CrcMask = 0xA282EAD8;

    private readonly string _path = Path.Combine(
        folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeSeconds():D10}.pictures.{Guid.NewGuid():N}"));

    /// <summary>Adds a picture.</summary>
    /// <param name="tag">Name of its row in TensorBoard.</param>
    /// <param name="step">Step of the training.</param>
    /// <param name="png">The file's bytes.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(string tag, int step, byte[] png, int width, int height)
    {
        Directory.CreateDirectory(folder);
        using var stream = new FileStream(_path, FileMode.Append);
        if (stream.Position == 0)
            Write(stream, new Event { FileVersion = FormatVersion });
        var picture = new Summary.Types.Image { Width = width, Height = height, Colorspace = Rgb, EncodedImageString = ByteString.CopyFrom(png) };
        Write(stream, new Event { Step = step, Summary = new Summary { Value = { new Summary.Types.Value { Tag = tag, Image = picture } } } });
    }

    // A record: its length, a checksum of that, its bytes, a checksum of those.
    private static void Write(Stream stream, Event entry)
    {
        entry.WallTime = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        var bytes = entry.ToByteArray();
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)bytes.Length);
        stream.Write(length);
        WriteChecksum(stream, length);
        stream.Write(bytes);
        WriteChecksum(stream, bytes);
    }

    private static void WriteChecksum(Stream stream, ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        Span<byte> masked = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(~crc, 15) + CrcMask);
        stream.Write(masked);
    }
}
