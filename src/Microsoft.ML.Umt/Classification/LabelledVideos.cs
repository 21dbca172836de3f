using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Classification;

/// <summary>The rows of a data view to learn from: handles only, no video is opened.</summary>
internal sealed record LabelledVideos(IReadOnlyList<LabelledVideo> Videos, long MissingLabels)
{
    /// <summary>Reads both columns in one pass. Rows without a label are left out and counted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    public static LabelledVideos Read(IDataView data, string labelColumnName, string videoColumnName, Action checkAlive)
    {
        var label = LabelColumn.Find(data.Schema, labelColumnName);
        var video = VideoColumn.Find(data.Schema, videoColumnName);
        var videos = new List<LabelledVideo>();
        long missing = 0;
        using var cursor = data.GetRowCursor([label, video]);
        var getLabel = cursor.GetGetter<uint>(label);
        var getVideo = cursor.GetGetter<MLVideo>(video);
        while (cursor.MoveNext())
        {
            checkAlive();
            uint key = 0;
            getLabel(ref key);
            if (key == 0)
            {
                missing++;
                continue;
            }
            // A fresh variable in each row: a getter may reuse what it is handed.
            MLVideo value = null!;
            getVideo(ref value);
            videos.Add(new LabelledVideo(value, (int)key - 1, cursor.Position));
        }
        return new LabelledVideos(videos, missing);
    }

    /// <summary>A text that changes when videos are added, taken away, reordered or labelled otherwise.</summary>
    public static string IdentityOf(IReadOnlyList<LabelledVideo> videos) => VideoListIdentity.Of(videos.Select(video => (video.Video, (string?)video.Label.ToString(CultureInfo.InvariantCulture))));
}
