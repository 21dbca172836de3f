using Microsoft.ML.Data;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>The columns that an answerer adds.</summary>
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
}
