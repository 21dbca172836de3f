using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Text;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>The questions of a data view to learn from, in the order of its rows: handles and texts only, no video is opened.</summary>
internal static class AskedVideos
{
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    /// <exception cref="InvalidOperationException">There is no row, or no question with an answer in any.</exception>
    public static IReadOnlyList<AskedVideo> Read(IDataView data, VideoQuestionAnsweringOptions options, MultimodalContext context)
    {
        var videoColumn = VideoColumn.Find(data.Schema, options.VideoColumnName);
        var questionColumn = QuestionColumn.Find(data.Schema, options.QuestionColumnName);
        var answerColumn = TextColumn.Find(data.Schema, options.AnswerColumnName);
        var asked = new List<AskedVideo>();
        long rows = 0, silent = 0;
        using var cursor = data.GetRowCursor([videoColumn, questionColumn, answerColumn]);
        var getVideo = cursor.GetGetter<MLVideo>(videoColumn);
        var getQuestion = TextColumn.CreateReader(cursor, questionColumn);
        var getAnswers = TextColumn.CreateReader(cursor, answerColumn);
        for (; cursor.MoveNext(); rows++)
        {
            context.ThrowIfCanceled();
            // A fresh variable in each row: a getter may reuse what it is handed.
            MLVideo video = null!;
            getVideo(ref video);
            var question = getQuestion()[0];
            string[] answers = [.. getAnswers().Where(answer => !string.IsNullOrWhiteSpace(answer))];
            if (CaptionText.Clean(question).Length > 0 && answers.Length > 0)
                asked.Add(new AskedVideo(video, question, AnswerWeights.FromAnnotators(answers), rows));
            else if (silent++ == 0)
                context.Warning($"Row {rows} (counted from 0) has no question in column '{options.QuestionColumnName}' or no answer in column '{options.AnswerColumnName}'; such rows are left out of the training.");
        }
        if (rows == 0)
            throw new InvalidOperationException($"There is no row in column '{options.VideoColumnName}' to learn from.");
        if (asked.Count == 0)
            throw new InvalidOperationException($"None of the {rows} rows has a question in column '{options.QuestionColumnName}' and an answer in column '{options.AnswerColumnName}'.");
        if (silent > 1)
            context.Warning($"{silent} of {rows} rows have no question or no answer and are left out.");
        return asked;
    }
}
