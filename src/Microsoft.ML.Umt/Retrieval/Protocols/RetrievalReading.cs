using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>Fills <see cref="RetrievalItems"/> from data views.</summary>
internal static class RetrievalReading
{
    /// <summary>One view whose rows are pairs of a video and a text.</summary>
    public static RetrievalItems Pairs(IDataView data, RetrievalEvaluationOptions options, Action checkAlive)
    {
        var items = NewItems(options);
        using var cursor = Cursor(data, [.. VideoColumns(options), options.TextColumnName, options.TextEmbeddingColumnName]);
        var addVideo = VideoAdder(cursor, items, options);
        var addTexts = TextAdder(cursor, items, options);
        while (cursor.MoveNext())
        {
            checkAlive();
            var where = $"Row {cursor.Position}";
            addTexts(addVideo(where), where);
        }
        return items;
    }

    /// <summary>Two views: each video once, and each text once with the key of its video.</summary>
    public static RetrievalItems Separate(IDataView videos, IDataView texts, RetrievalEvaluationOptions options, Action checkAlive)
    {
        var items = NewItems(options);
        using (var cursor = Cursor(videos, VideoColumns(options)))
        {
            var addVideo = VideoAdder(cursor, items, options);
            while (cursor.MoveNext())
            {
                checkAlive();
                addVideo($"Row {cursor.Position} of the videos");
            }
        }
        using (var cursor = Cursor(texts, [options.VideoKeyColumnName, options.TextColumnName, options.TextEmbeddingColumnName]))
        {
            var key = RetrievalColumns.Text(cursor, options.VideoKeyColumnName, "video key");
            var addTexts = TextAdder(cursor, items, options);
            while (cursor.MoveNext())
            {
                checkAlive();
                var where = $"Row {cursor.Position} of the texts";
                addTexts(items.FindVideo(key(), where), where);
            }
        }
        return items;
    }

    /// <summary>Embeddings in memory; videos and texts are named by their numbers.</summary>
    public static RetrievalItems Memory(
        IReadOnlyList<float[]> videos, IReadOnlyList<float[]> texts, RetrievalMatches matches, RetrievalEvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(videos);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(matches);
        if (videos.Count != matches.VideoCount || texts.Count != matches.TextCount)
            throw new ArgumentException(
                $"The matches are of {matches.VideoCount} videos and {matches.TextCount} texts, found embeddings of {videos.Count} and {texts.Count}.", nameof(matches));
        var items = new RetrievalItems(mergeEqualTexts: false, options.Similarity);
        for (var video = 0; video < videos.Count; video++)
            items.AddVideo(Number(video), null, [.. videos[video]], videos[video].Length, $"Video {video}");
        for (var text = 0; text < texts.Count; text++)
            items.AddText(Number(text), [.. texts[text]], matches.VideosOf(text), $"Text {text}");
        return items;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static RetrievalItems NewItems(RetrievalEvaluationOptions options) =>
        new(options.MergeEqualTexts ?? options.Protocol?.HasSeveralVideosPerText ?? false, options.Similarity);

    private static IEnumerable<string> VideoColumns(RetrievalEvaluationOptions options) =>
        options.VideoColumnName is { } video
            ? [options.VideoKeyColumnName, options.VideoEmbeddingColumnName, video]
            : [options.VideoKeyColumnName, options.VideoEmbeddingColumnName];

    private static DataViewRowCursor Cursor(IDataView data, IEnumerable<string> names) =>
        data.GetRowCursor(names.Select(name => RetrievalColumns.Find(data.Schema, name, "the")).Distinct());

    private static Func<string, int> VideoAdder(DataViewRow row, RetrievalItems items, RetrievalEvaluationOptions options)
    {
        var key = RetrievalColumns.Text(row, options.VideoKeyColumnName, "video key");
        var embedding = RetrievalColumns.Vector(row, options.VideoEmbeddingColumnName, "video embedding");
        var video = RetrievalColumns.Video(row, options.VideoColumnName, options.VideoKeyColumnName);
        var frameLength = RetrievalColumns.FrameLength(row.Schema, options.VideoEmbeddingColumnName);
        return where =>
        {
            var values = embedding();
            return items.AddVideo(key(), video(), values, frameLength ?? values.Length, where);
        };
    }

    // A row has one text, or several with their embeddings one after the other.
    private static Action<int, string> TextAdder(DataViewRow row, RetrievalItems items, RetrievalEvaluationOptions options)
    {
        var read = TextColumn.CreateReader(row, TextColumn.Find(row.Schema, options.TextColumnName));
        var embedding = RetrievalColumns.Vector(row, options.TextEmbeddingColumnName, "text embedding");
        return (video, where) =>
        {
            var (texts, values) = (read(), embedding());
            if (texts.Count == 0 ? values.Length > 0 : values.Length % texts.Count != 0)
                throw new ArgumentException($"{where}: {texts.Count} texts came with {values.Length} values of text embeddings, which do not share out evenly.");
            var length = texts.Count == 0 ? 0 : values.Length / texts.Count;
            for (var i = 0; i < texts.Count; i++)
                items.AddText(texts[i], values[(i * length)..((i + 1) * length)], [video], where);
        };
    }
}
