using static System.FormattableString;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Sizes of the clips read from one video: bytes in the order <c>[Views, Frames, Size, Size, 3]</c>, red first.</summary>
/// <param name="Views">Clips in time times crops in space.</param>
/// <param name="Frames">Frames of one clip.</param>
/// <param name="Size">Height and width in pixels.</param>
internal readonly record struct ClipShape(int Views, int Frames, int Size)
{
    /// <summary>Bytes of all views of one video.</summary>
    public int Bytes => BatchBytes(1);

    /// <summary>Bytes of all views of several videos.</summary>
    /// <exception cref="InvalidOperationException">More than one buffer holds.</exception>
    public int BatchBytes(int videos)
    {
        var one = (long)Views * Frames * Size * Size * 3;
        if (one > Array.MaxLength)
            throw new InvalidOperationException(Invariant($"The {Views} views of a video ({Frames} frames of {Size}x{Size}) take {one:N0} bytes, more than one buffer holds: use fewer views or frames, or smaller pictures."));
        var bytes = one * videos;
        return bytes <= Array.MaxLength
            ? (int)bytes
            : throw new InvalidOperationException(Invariant($"A batch of {videos} videos takes {bytes:N0} bytes of pixels, more than one buffer holds: lower BatchSize (to at most {Array.MaxLength / one} here)."));
    }
}
