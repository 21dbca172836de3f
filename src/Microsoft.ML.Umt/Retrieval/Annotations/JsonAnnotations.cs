using System.Text.Json;

namespace Microsoft.ML.Umt.Retrieval.Annotations;

/// <summary>The authors' JSON form: one list of records, read one record at a time however large the file is (spec umt-multi 4.1).</summary>
internal static class JsonAnnotations
{
    private static readonly string[] QuestionIds = ["question_id", "questionId", "qid"];
    private static readonly string[] Categories = ["answer_type", "question_type", "type"];

    public static IEnumerable<AnnotationRecord> Read(string path, VideoAnnotationOptions options)
    {
        long number = 0;
        foreach (var element in Elements(path, options.MaxRecordBytes))
        {
            AnnotationRecord record;
            try
            {
                record = Record(path, number, element);
            }
            catch (InvalidOperationException error)
            {
                throw AnnotationErrors.InRecord(path, number, "a text holds half a surrogate pair or broken bytes, which is no text.", error);
            }
            yield return record;
            number++;
        }
    }

    /// <summary>The items of a file that is one JSON list.</summary>
    public static IEnumerable<JsonElement> Elements(string path, int maxRecordBytes)
    {
        using var stream = new RecordLimitStream(File.OpenRead(path), path, maxRecordBytes);
        var items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream).ToBlockingEnumerable();
        foreach (var item in AnnotationErrors.Named(path, items))
        {
            stream.RecordRead();
            yield return item;
        }
    }

    /// <summary>A string, or a list of strings; numbers and truth values are taken as they are written. Null when it is absent or null.</summary>
    public static IReadOnlyList<string>? Strings(string path, long record, JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => Text(path, record, name, item)).ToArray() : [Text(path, record, name, value)];
    }

    private static AnnotationRecord Record(string path, long number, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw AnnotationErrors.InRecord(path, number, $"expected an object such as {{\"video\": …, \"caption\": …}}, found {element.ValueKind}.");
        var videos = Strings(path, number, element, "video");
        var images = videos is null ? Strings(path, number, element, "image") : null;
        if ((videos ?? images) is not { Count: > 0 } media)
            throw AnnotationErrors.InRecord(path, number, $"it names no \"video\" or \"image\"; it has {Names(element)}.");
        return new AnnotationRecord(number, media)
        {
            IsImage = images is not null,
            Captions = Strings(path, number, element, "caption"),
            Question = Strings(path, number, element, "question")?.FirstOrDefault(),
            QuestionId = First(path, number, element, QuestionIds),
            Category = First(path, number, element, Categories),
            Answers = Strings(path, number, element, "answer"),
        };
    }

    private static string? First(string path, long number, JsonElement element, string[] names) =>
        names.Select(name => Strings(path, number, element, name)?.FirstOrDefault()).FirstOrDefault(value => value is not null);

    private static string Text(string path, long record, string name, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            return value.GetRawText();
        if (value.ValueKind != JsonValueKind.String)
            throw AnnotationErrors.InRecord(path, record, $"\"{name}\" must be text or a list of texts, found {value.ValueKind}.");
        return value.GetString()!;
    }

    private static string Names(JsonElement element)
    {
        var names = element.EnumerateObject().Select(property => $"\"{property.Name}\"").Take(12).ToArray();
        return names.Length == 0 ? "nothing" : string.Join(", ", names);
    }
}
