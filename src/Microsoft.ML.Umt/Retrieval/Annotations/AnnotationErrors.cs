using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Umt.Retrieval.Annotations;

/// <summary>Errors that name the file and the record.</summary>
internal static class AnnotationErrors
{
    public static InvalidDataException InFile(string path, string what, Exception? inner = null) => new($"{path}: {what}", inner);

    public static InvalidDataException InRecord(string path, long record, string what, Exception? inner = null) => new($"{path}, record {record}: {what}", inner);

    /// <summary>Hands items on, and turns what parsers throw into an <see cref="InvalidDataException"/> with the file's name.</summary>
    public static IEnumerable<T> Named<T>(string path, IEnumerable<T> items)
    {
        using var enumerator = items.GetEnumerator();
        for (long record = 0; ; record++)
        {
            try
            {
                if (!enumerator.MoveNext())
                    yield break;
            }
            catch (JsonException error)
            {
                // The parser reads ahead of the records that it hands out, so only it knows where the damage is.
                throw InFile(path, $"line {error.LineNumber + 1}: {FirstLine(error.Message)}", error);
            }
            catch (Exception error) when (error is DecoderFallbackException or InvalidOperationException or CsvHelper.CsvHelperException)
            {
                throw InRecord(path, record, error is DecoderFallbackException ? "not UTF-8 text; save the file as UTF-8." : FirstLine(error.Message), error);
            }
            yield return enumerator.Current;
        }
    }

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd();
}
