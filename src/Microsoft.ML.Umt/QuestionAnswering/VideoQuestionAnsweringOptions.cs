using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.QuestionAnswering;

namespace Microsoft.ML.Umt;

/// <summary>Options of <see cref="VideoQuestionAnsweringTrainer"/>; <see cref="FromRecipe"/> sets all of a recipe. The trainer copies them when it is made.</summary>
public sealed class VideoQuestionAnsweringOptions : MultimodalTrainingOptions, IQuestionAnsweringOptions
{
    /// <summary>Name of the question column, one text a row. Default <c>Question</c>.</summary>
    public string QuestionColumnName { get; set => field = OptionGuard.Named(value); } = "Question";

    /// <summary>
    /// Name of the answer column of the training data: text, or a vector of texts where several people answered; an answer that came twice counts twice.
    /// Default <c>Answer</c>.
    /// </summary>
    public string AnswerColumnName { get; set => field = OptionGuard.Named(value); } = "Answer";

    /// <summary>The answers that questions are answered from. Default null: those of <see cref="AnswerListPath"/>, or else all of the training data.</summary>
    public IReadOnlyList<string>? Answers { get; set; }

    /// <summary>File with the answers that questions are answered from: a JSON list of texts, or one a line. Default null.</summary>
    public string? AnswerListPath { get; set => field = OptionGuard.NullOrNamed(value); }

    /// <summary>Tokens that questions are cut or padded to, 2 to 512. Default 25.</summary>
    public int QuestionLength { get; set => field = OptionGuard.InRange(value, 2, 512); } = 25;

    /// <summary>Tokens that answers are cut or padded to, start and end included, 3 to 512. Default 5.</summary>
    public int AnswerLength { get; set => field = OptionGuard.InRange(value, 3, 512); } = 5;

    /// <summary>How many answers, chosen by their first word, are scored whole, 1 to 100,000; at most as many as there are. Default 128.</summary>
    public int ScoredAnswers { get; set => field = OptionGuard.InRange(value, 1, 100_000); } = 128;

    /// <summary>How many of the best answers a row gets, 1 to 1000; at most <see cref="ScoredAnswers"/>. Default 5.</summary>
    public int TopAnswers { get; set => field = OptionGuard.InRange(value, 1, 1000); } = 5;

    /// <summary>Name of the added text column with the best answer. Default <c>PredictedAnswer</c>.</summary>
    public string PredictedAnswerColumnName { get; set => field = OptionGuard.Named(value); } = "PredictedAnswer";

    /// <summary>Name of the added column with the best answer's share among the scored ones. Default <c>AnswerProbability</c>.</summary>
    public string AnswerProbabilityColumnName { get; set => field = OptionGuard.Named(value); } = "AnswerProbability";

    /// <summary>Name of the added column with the best answers, best first. Default <c>TopAnswers</c>.</summary>
    public string TopAnswersColumnName { get; set => field = OptionGuard.Named(value); } = "TopAnswers";

    /// <summary>Name of the added column with the shares of the best answers. Default <c>TopProbabilities</c>.</summary>
    public string TopProbabilitiesColumnName { get; set => field = OptionGuard.Named(value); } = "TopProbabilities";

    /// <summary>The options of a recipe; batch size and accumulation give its number of questions a step on one machine.</summary>
    /// <param name="recipe">Name of the recipe, see <see cref="VideoQuestionAnsweringRecipes"/>.</param>
    /// <exception cref="ArgumentException">There is no such recipe.</exception>
    public static VideoQuestionAnsweringOptions FromRecipe(string recipe) => VideoQuestionAnsweringRecipes.Get(recipe).ToOptions();

    internal VideoQuestionAnsweringOptions Clone() => CopyAs<VideoQuestionAnsweringOptions>();
}
