namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Sizes of the clips read from one video: bytes in the order <c>[Views, Frames, Size, Size, 3]</c>, red first.</summary>
/// <param name="Views">Clips in time times crops in space.</param>
/// <param name="Frames">Frames of one clip.</param>
/// <param name="Size">Height and width in pixels.</param>
internal readonly record struct ClipShape(int Views, int Frames, int Size)
{
    /// <summary>Bytes of all views of one video.</summary>
    public int Bytes => checked(Views * Frames * Size * Size * 3);
}
