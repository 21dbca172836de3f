using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>Reads the columns of tests of multiple choice and question answering.</summary>
internal static class AnswerReading
{
    /// <summary>Scores of the options, numbers of the right ones, and how many different videos there are; 0 where no column names them.</summary>
    public static (IReadOnlyList<float[]> Scores, IReadOnlyList<int> Answers, int Videos) Choices(
        IDataView data, string scoreColumn, string answerColumn, string? videoKeyColumn, Action checkAlive)
    {
        var answerType = RetrievalColumns.Find(data.Schema, answerColumn, "answer");
        if (answerType.Type is not NumberDataViewType)
            throw RetrievalColumns.Mismatch(answerType, "answer", "a whole number that counts from 0");
        using var cursor = data.GetRowCursor([RetrievalColumns.Find(data.Schema, scoreColumn, "score"), answerType, .. VideoKey(data.Schema, videoKeyColumn)]);
        var countVideo = VideoCounter(cursor, videoKeyColumn, out var videos);
        var score = RetrievalColumns.Vector(cursor, scoreColumn, "score");
        var answer = RetrievalColumns.Text(cursor, answerColumn, "answer");
        var (scores, answers) = (new List<float[]>(), new List<int>());
        while (cursor.MoveNext())
        {
            checkAlive();
            countVideo();
            scores.Add(score());
            answers.Add(int.Parse(answer(), CultureInfo.InvariantCulture));
        }
        return (scores, answers, videos.Count);
    }

    /// <summary>Questions with their right answers, predictions by the questions' ids, and how many different videos there are; 0 where no column names them.</summary>
    public static (IReadOnlyList<QuestionAnswers> Questions, IReadOnlyDictionary<string, string> Predictions, int Videos) Questions(
        IDataView data, string answersColumn, string predictedColumn, string? categoryColumn, string? videoKeyColumn, Action checkAlive)
    {
        var names = categoryColumn is null ? (IEnumerable<string>)[answersColumn, predictedColumn] : [answersColumn, predictedColumn, categoryColumn];
        using var cursor = data.GetRowCursor([.. names.Select(name => RetrievalColumns.Find(data.Schema, name, "the")), .. VideoKey(data.Schema, videoKeyColumn)]);
        var countVideo = VideoCounter(cursor, videoKeyColumn, out var videos);
        var answers = TextColumn.CreateReader(cursor, TextColumn.Find(data.Schema, answersColumn));
        var predicted = RetrievalColumns.Text(cursor, predictedColumn, "predicted answer");
        var category = categoryColumn is null ? null : RetrievalColumns.Text(cursor, categoryColumn, "category");
        var questions = new List<QuestionAnswers>();
        var predictions = new Dictionary<string, string>(StringComparer.Ordinal);
        while (cursor.MoveNext())
        {
            checkAlive();
            countVideo();
            var id = cursor.Position.ToString(CultureInfo.InvariantCulture);
            questions.Add(new QuestionAnswers(id, answers(), category?.Invoke()));
            if (predicted() is { Length: > 0 } text)
                predictions.Add(id, text);
        }
        return (questions, predictions, videos.Count);
    }

    private static IEnumerable<DataViewSchema.Column> VideoKey(DataViewSchema schema, string? name) => name is null ? [] : [RetrievalColumns.Find(schema, name, "video key")];

    private static Action VideoCounter(DataViewRow row, string? name, out HashSet<string> videos)
    {
        var keys = videos = new HashSet<string>(StringComparer.Ordinal);
        if (name is null)
            return () => { };
        var key = RetrievalColumns.Text(row, name, "video key");
        return () => keys.Add(key());
    }
}
