using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>Reads the columns of tests of multiple choice and question answering.</summary>
internal static class AnswerReading
{
    public static (IReadOnlyList<float[]> Scores, IReadOnlyList<int> Answers) Choices(IDataView data, string scoreColumn, string answerColumn, Action checkAlive)
    {
        var answerType = RetrievalColumns.Find(data.Schema, answerColumn, "answer");
        if (answerType.Type is not NumberDataViewType)
            throw RetrievalColumns.Mismatch(answerType, "answer", "a whole number that counts from 0");
        using var cursor = data.GetRowCursor([RetrievalColumns.Find(data.Schema, scoreColumn, "score"), answerType]);
        var score = RetrievalColumns.Vector(cursor, scoreColumn, "score");
        var answer = RetrievalColumns.Text(cursor, answerColumn, "answer");
        var (scores, answers) = (new List<float[]>(), new List<int>());
        while (cursor.MoveNext())
        {
            checkAlive();
            scores.Add(score());
            answers.Add(int.Parse(answer(), CultureInfo.InvariantCulture));
        }
        return (scores, answers);
    }

    public static (IReadOnlyList<QuestionAnswers> Questions, IReadOnlyDictionary<string, string> Predictions) Questions(
        IDataView data, string answersColumn, string predictedColumn, string? categoryColumn, Action checkAlive)
    {
        var names = categoryColumn is null ? (IEnumerable<string>)[answersColumn, predictedColumn] : [answersColumn, predictedColumn, categoryColumn];
        using var cursor = data.GetRowCursor(names.Select(name => RetrievalColumns.Find(data.Schema, name, "the")));
        var answers = TextColumn.CreateReader(cursor, TextColumn.Find(data.Schema, answersColumn));
        var predicted = RetrievalColumns.Text(cursor, predictedColumn, "predicted answer");
        var category = categoryColumn is null ? null : RetrievalColumns.Text(cursor, categoryColumn, "category");
        var questions = new List<QuestionAnswers>();
        var predictions = new Dictionary<string, string>(StringComparer.Ordinal);
        while (cursor.MoveNext())
        {
            checkAlive();
            var id = cursor.Position.ToString(CultureInfo.InvariantCulture);
            questions.Add(new QuestionAnswers(id, answers(), category?.Invoke()));
            if (predicted() is { Length: > 0 } text)
                predictions.Add(id, text);
        }
        return (questions, predictions);
    }
}
