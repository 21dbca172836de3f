using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>How annotation files are read; see <see cref="VideoAnnotations"/>.</summary>
public sealed class VideoAnnotationOptions
{
    /// <summary>
    /// Folder that the video names are in; names that lead out of it are refused. Defaults to null: names are handed on as they are, and nothing looks for files.
    /// </summary>
    public string? VideoFolder { get; set; }

    /// <summary>What becomes of rows whose video is not in <see cref="VideoFolder"/>. Defaults to <see cref="MissingVideos.Error"/>.</summary>
    public MissingVideos MissingVideos { get; set => field = OptionGuard.Defined(value); } = MissingVideos.Error;

    /// <summary>Extension to add to names that do not end with it, such as <c>.mp4</c> for <c>video7010</c>. Defaults to null, for none.</summary>
    public string? VideoExtension { get; set; }

    /// <summary>Other names for the videos, such as <c>vid1301</c> to its file; a name that is not in it is an error. Defaults to null, for none.</summary>
    /// <remarks><see cref="VideoAnnotations.ReadNameMap"/> reads one.</remarks>
    public IReadOnlyDictionary<string, string>? VideoNames { get; set; }

    /// <summary>How captions become rows. Defaults to <see cref="CaptionLayout.OnePerRow"/>.</summary>
    public CaptionLayout Captions { get; set => field = OptionGuard.Defined(value); } = CaptionLayout.OnePerRow;

    /// <summary>The column of a CSV file that names the video. Defaults to null: <c>video</c>, <c>video_id</c>, <c>path</c> and the like are found.</summary>
    public string? VideoColumnName { get; set; }

    /// <summary>The column of a CSV file with the caption. Defaults to null: <c>caption</c>, <c>sentence</c>, <c>text</c> and the like are found.</summary>
    public string? CaptionColumnName { get; set; }

    /// <summary>Largest record in bytes, 1,024 to 1 GiB; a larger one is refused before it fills the memory. Defaults to 16 MiB.</summary>
    public int MaxRecordBytes { get; set => field = OptionGuard.InRange(value, 1 << 10, 1 << 30); } = 16 << 20;

    internal VideoAnnotationOptions Clone() => (VideoAnnotationOptions)MemberwiseClone();
}
