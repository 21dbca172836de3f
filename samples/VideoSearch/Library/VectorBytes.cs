using System.Runtime.InteropServices;
using VideoSearch.Models;

namespace VideoSearch.Library;

/// <summary>Vectors as the catalogue stores them: little-endian floats one after the other; frames with their time (ticks) in front.</summary>
internal static class VectorBytes
{
    public static byte[] Of(float[] vector) => MemoryMarshal.AsBytes(vector.AsSpan()).ToArray();

    public static float[] Vector(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    public static byte[] Of(IReadOnlyList<EmbeddedFrame> frames)
    {
        using var stream = new MemoryStream();
        foreach (var frame in frames)
        {
            stream.Write(BitConverter.GetBytes(frame.Time.Ticks));
            stream.Write(MemoryMarshal.AsBytes(frame.Vector.AsSpan()));
        }
        return stream.ToArray();
    }

    public static IReadOnlyList<EmbeddedFrame> Frames(ReadOnlySpan<byte> bytes, int dimension)
    {
        int size = sizeof(long) + dimension * sizeof(float);
        var frames = new EmbeddedFrame[bytes.Length / size];
        for (int i = 0; i < frames.Length; i++)
        {
            var one = bytes.Slice(i * size, size);
            frames[i] = new EmbeddedFrame(new TimeSpan(BitConverter.ToInt64(one)), Vector(one[sizeof(long)..]));
        }
        return frames;
    }
}
