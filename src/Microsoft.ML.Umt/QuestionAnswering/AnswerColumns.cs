using Microsoft.ML.Data;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>The columns that an answerer reads and adds.</summary>
internal static class AnswerColumns
{
    public static IReadOnlyList<RowColumn<IReadOnlyList<VideoAnswer>>> Create(QuestionAnsweringSettings settings) =>
    [
        RowColumns.Text<IReadOnlyList<VideoAnswer>>(settings.PredictedAnswerColumnName, answers => answers.Count > 0 ? answers[0].Text : null),
        RowColumns.Single<IReadOnlyList<VideoAnswer>>(settings.AnswerProbabilityColumnName, answers => answers.Count > 0 ? answers[0].Probability : float.NaN),
        RowColumns.Variable<IReadOnlyList<VideoAnswer>, ReadOnlyMemory<char>>(
            settings.TopAnswersColumnName, TextDataViewType.Instance, answers => [.. answers.Select(answer => answer.Text.AsMemory())]),
        RowColumns.Variable<IReadOnlyList<VideoAnswer>, float>(
            settings.TopProbabilitiesColumnName, NumberDataViewType.Single, answers => [.. answers.Select(answer => answer.Probability)]),
    ];

    /// <summary>The columns that an estimator promises.</summary>
    public static IReadOnlyList<DataViewSchema.DetachedColumn> Promise(QuestionAnsweringSettings settings) =>
        [.. Create(settings).Select(column => column.Column), .. settings.Reading.CreatePolicy().Columns];

    /// <summary>Looks for the video and the question column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    public static void CheckInput(SchemaShape schema, IQuestionAnsweringOptions options)
    {
        VideoColumn.Check(schema, options.VideoColumnName);
        QuestionColumn.Check(schema, options.QuestionColumnName);
    }
}
