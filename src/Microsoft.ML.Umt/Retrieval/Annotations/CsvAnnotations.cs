using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Microsoft.ML.Umt.Retrieval.Annotations;

/// <summary>
/// Tables of text: comma, semicolon or tab between the columns, with a header or without one (a name, or a name and a caption a line, as in the MSVD
/// sentences). Values may be quoted unless tabs part them.
/// </summary>
internal static class CsvAnnotations
{
    public static IEnumerable<AnnotationRecord> Read(string path, VideoAnnotationOptions options)
    {
        CsvColumns? columns = null;
        long number = 0;
        foreach (var row in Rows(path, options.MaxRecordBytes))
        {
            if (columns is null)
            {
                columns = CsvColumns.FromHeader(path, row, options);
                if (columns is not null)
                    continue;
                columns = CsvColumns.WithoutHeader(path, row);
            }
            if (row.Length != columns.Count)
                throw AnnotationErrors.InRecord(path, number, $"it has {row.Length} values, the first line has {columns.Count}; a value with a separator in it must be quoted.");
            yield return Record(number++, row, columns);
        }
    }

    /// <summary>The rows of a table, the header among them.</summary>
    public static IEnumerable<string[]> Rows(string path, int maxRecordBytes)
    {
        var delimiter = Delimiter(path);
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter,
            Mode = delimiter == "\t" ? CsvMode.NoEscape : CsvMode.RFC4180,
            MaxFieldSize = maxRecordBytes,
            // Captions quote speech in the middle of a value; only a value that opens with a quote and never closes it is damaged.
            BadDataFound = bad =>
            {
                if (bad.Field.StartsWith('"') && !bad.Field.EndsWith('"'))
                    throw new InvalidOperationException($"The quote that opens a value in line {bad.Context.Parser?.RawRow} is never closed.");
            },
        };
        using var stream = new RecordLimitStream(File.OpenRead(path), path, maxRecordBytes);
        using var text = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        using var parser = new CsvParser(text, configuration);
        foreach (var row in AnnotationErrors.Named(path, Rows(parser)))
        {
            stream.RecordRead();
            yield return row;
        }
    }

    private static IEnumerable<string[]> Rows(CsvParser parser)
    {
        while (parser.Read())
            yield return parser.Record!;
    }

    private static string Delimiter(string path)
    {
        Span<char> start = stackalloc char[4096];
        using var text = new StreamReader(path);
        var line = start[..text.ReadBlock(start)];
        if (line.IndexOfAny('\r', '\n') is var end and >= 0)
            line = line[..end];
        return line.Contains('\t') ? "\t" : !line.Contains(',') && line.Contains(';') ? ";" : ",";
    }

    private static AnnotationRecord Record(long number, string[] row, CsvColumns columns)
    {
        var caption = CsvColumns.Value(row, columns.Caption);
        return new AnnotationRecord(number, [row[columns.Video]])
        {
            Captions = columns.Options.Length > 1 ? Array.ConvertAll(columns.Options, column => row[column]) : caption is null ? null : [caption],
            Question = CsvColumns.Value(row, columns.Question),
            QuestionId = CsvColumns.Value(row, columns.QuestionId),
            Answers = CsvColumns.Value(row, columns.Answer) is { } answer ? [answer] : null,
        };
    }
}
