using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Text;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>The pairs of a data view to learn from, in the order of its rows: handles and texts only, no video is opened.</summary>
internal static class CaptionedVideos
{
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    /// <exception cref="InvalidOperationException">There is no row, or no caption in any.</exception>
    public static IReadOnlyList<TextedVideo> Read(IDataView data, VideoTextOptions options, MultimodalContext context)
    {
        var videoColumn = VideoColumn.Find(data.Schema, options.VideoColumnName);
        var captionColumn = TextColumn.Find(data.Schema, options.CaptionColumnName);
        var identities = new Dictionary<object, long>();
        var pairs = new List<TextedVideo>();
        long rows = 0, silent = 0;
        using var cursor = data.GetRowCursor([videoColumn, captionColumn]);
        var getVideo = cursor.GetGetter<MLVideo>(videoColumn);
        var getTexts = TextColumn.CreateReader(cursor, captionColumn);
        for (; cursor.MoveNext(); rows++)
        {
            context.ThrowIfCanceled();
            // A fresh variable in each row: a getter may reuse what it is handed.
            MLVideo video = null!;
            getVideo(ref video);
            var texts = Texts(getTexts(), options.Captions);
            if (texts.Length == 0 && silent++ == 0)
                context.Warning($"Row {rows} (counted from 0) has no caption in column '{options.CaptionColumnName}', or none with a letter in it; such rows are left out of the training.");
            foreach (var text in texts)
                pairs.Add(new TextedVideo(video, text, Number(options.SameWhen == PairIdentity.Caption ? text : VideoKey.Of(video)), rows));
        }
        if (rows == 0)
            throw new InvalidOperationException($"There is no row in column '{options.VideoColumnName}' to learn from.");
        if (pairs.Count == 0)
            throw new InvalidOperationException($"None of the {rows} rows has a caption in column '{options.CaptionColumnName}' to learn from.");
        if (silent > 1)
            context.Warning($"{silent} of {rows} rows have no caption and are left out.");
        return pairs;

        long Number(object key)
        {
            if (!identities.TryGetValue(key, out var number))
                identities.Add(key, number = identities.Count);
            return number;
        }
    }

    private static string[] Texts(IReadOnlyList<string> captions, CaptionUse use)
    {
        IEnumerable<string> texts = use == CaptionUse.Paragraph ? [string.Join(' ', captions)] : captions;
        return [.. texts.Select(text => CaptionText.Clean(text)).Where(text => text.Length > 0)];
    }
}
