using System.Globalization;

namespace Microsoft.ML.Umt.Retrieval.Annotations;

/// <summary>Makes typed rows of records.</summary>
internal sealed class AnnotationConversion(string path, VideoAnnotationOptions options)
{
    public IEnumerable<VideoCaption> Captions(IEnumerable<AnnotationRecord> records, AnnotationVideos videos) =>
        options.Captions == CaptionLayout.Paragraph ? Paragraphs(records, videos) : Pairs(records, videos);

    /// <summary>One row a video: several records of one video are brought together, for tables have a line for each caption.</summary>
    public IEnumerable<CaptionedVideo> Videos(IEnumerable<AnnotationRecord> records, AnnotationVideos videos)
    {
        var captions = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var rows = new List<CaptionedVideo>();
        foreach (var record in records)
        {
            foreach (var (name, file, exists) in Kept(record, videos))
            {
                if (!captions.TryGetValue(name, out var texts))
                {
                    captions.Add(name, texts = []);
                    rows.Add(new CaptionedVideo { Video = name, Path = file, VideoExists = exists, IsImage = record.IsImage, Record = record.Number });
                }
                texts.AddRange(Texts(record));
            }
        }
        foreach (var row in rows)
        {
            row.Caption = [.. captions[row.Video]];
            yield return row;
        }
    }

    public IEnumerable<VideoQuestion> Questions(IEnumerable<AnnotationRecord> records, AnnotationVideos videos)
    {
        foreach (var record in records)
        {
            var question = record.Question ?? throw AnnotationErrors.InRecord(path, record.Number, "it has no \"question\".");
            foreach (var (name, file, exists) in Kept(record, videos))
            {
                yield return new VideoQuestion
                {
                    QuestionId = record.QuestionId ?? record.Number.ToString(CultureInfo.InvariantCulture),
                    Video = name,
                    Path = file,
                    Question = question,
                    Answer = [.. record.Answers ?? []],
                    Category = record.Category ?? "",
                    VideoExists = exists,
                    Record = record.Number,
                };
            }
        }
    }

    public IEnumerable<VideoChoice> Choices(IEnumerable<AnnotationRecord> records, AnnotationVideos videos)
    {
        foreach (var record in records)
        {
            if (record.Captions is not { Count: >= 2 } texts)
                throw AnnotationErrors.InRecord(path, record.Number, $"a choice needs a list of at least 2 captions, found {record.Captions?.Count ?? 0}.");
            if (record.Answers is not [var written] || !int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var answer) || answer >= texts.Count)
                throw AnnotationErrors.InRecord(
                    path, record.Number, $"\"answer\" must be the number of the right caption, 0 to {texts.Count - 1}, found {(record.Answers is null ? "none" : string.Join(", ", record.Answers))}.");
            foreach (var (name, file, exists) in Kept(record, videos))
                yield return new VideoChoice { Video = name, Path = file, Options = [.. texts], Answer = answer, VideoExists = exists, Record = record.Number };
        }
    }

    private IEnumerable<VideoCaption> Pairs(IEnumerable<AnnotationRecord> records, AnnotationVideos videos)
    {
        foreach (var record in records)
        {
            foreach (var (name, file, exists) in Kept(record, videos))
            {
                foreach (var caption in Texts(record))
                    yield return Row(record, name, file, exists, caption);
            }
        }
    }

    private IEnumerable<VideoCaption> Paragraphs(IEnumerable<AnnotationRecord> records, AnnotationVideos videos) =>
        from video in Videos(records, videos)
        select new VideoCaption
        {
            Video = video.Video,
            Path = video.Path,
            Caption = string.Join(' ', video.Caption),
            VideoExists = video.VideoExists,
            IsImage = video.IsImage,
            Record = video.Record,
        };

    private IEnumerable<(string Name, string Path, bool Exists)> Kept(AnnotationRecord record, AnnotationVideos videos) =>
        record.Videos.Select(name => videos.Find(name, record.Number)).Where(video => video.Exists || options.MissingVideos != MissingVideos.Skip);

    private IReadOnlyList<string> Texts(AnnotationRecord record) =>
        record.Captions is { Count: > 0 } captions
            ? captions
            : throw AnnotationErrors.InRecord(path, record.Number, "it has no caption; a list of video names alone is read with VideoAnnotations.ReadVideoNames.");

    private static VideoCaption Row(AnnotationRecord record, string name, string file, bool exists, string caption) =>
        new() { Video = name, Path = file, Caption = caption, VideoExists = exists, IsImage = record.IsImage, Record = record.Number };
}
