namespace Microsoft.ML.Umt.Retrieval.Annotations;

/// <summary>Reads an annotation file of any form; the content decides which, then the extension.</summary>
internal static class AnnotationFile
{
    private static readonly string[] Tables = [".csv", ".tsv", ".txt"];

    public static IEnumerable<AnnotationRecord> Read(string path, VideoAnnotationOptions options)
    {
        Span<byte> start = stackalloc byte[64];
        using (var file = File.OpenRead(path))
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.IsEmpty)
            throw AnnotationErrors.InFile(path, "the file is empty.");
        if (start.StartsWith("SQLite format 3\0"u8))
            return SqliteAnnotations.Read(path, options);
        if (Tables.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            return CsvAnnotations.Read(path, options);
        var text = start.StartsWith("\uFEFF"u8) ? start[3..] : start;
        return text.TrimStart(" \t\r\n"u8) switch
        {
            [(byte)'[', ..] => JsonAnnotations.Read(path, options),
            [(byte)'{', ..] => throw AnnotationErrors.InFile(path, "expected a JSON list of records, found a JSON object."),
            _ => throw AnnotationErrors.InFile(path, "this is no annotation file: expected a JSON list, a SQLite database, or a table with the extension .csv, .tsv or .txt."),
        };
    }
}
