using Microsoft.ML.Data;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>The videos of a data view to learn from, in the order of its rows: handles only, no video is opened. Null where a row holds none.</summary>
internal static class UnlabelledVideos
{
    /// <exception cref="ArgumentOutOfRangeException">The column is absent or of another type.</exception>
    public static IReadOnlyList<MLVideo?> Read(IDataView data, string videoColumnName, Action checkAlive)
    {
        var column = VideoColumn.Find(data.Schema, videoColumnName);
        var videos = new List<MLVideo?>();
        using var cursor = data.GetRowCursor([column]);
        var get = cursor.GetGetter<MLVideo>(column);
        while (cursor.MoveNext())
        {
            checkAlive();
            // A fresh variable in each row: a getter may reuse what it is handed.
            MLVideo value = null!;
            get(ref value);
            videos.Add(value);
        }
        return videos;
    }

    /// <summary>A text that changes when videos are added, taken away or reordered.</summary>
    public static string Identity(IReadOnlyList<MLVideo?> videos) => VideoListIdentity.Of(videos.Select(video => (video, (string?)null)));
}
