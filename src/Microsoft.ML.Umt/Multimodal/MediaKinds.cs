using System.Collections.Frozen;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Tells pictures from videos without opening them, since corpora hold millions.</summary>
internal static class MediaKinds
{
    private static readonly FrozenSet<string> PictureExtensions =
        new[] { ".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether this is a picture: a file with a picture's extension, or one frame in memory.</summary>
    public static bool IsPicture(MLVideo? video) => video?.Source switch
    {
        FramesVideoSource frames => frames.Count == 1,
        FileVideoSource file => PictureExtensions.Contains(Path.GetExtension(file.Path)),
        _ => false,
    };
}
