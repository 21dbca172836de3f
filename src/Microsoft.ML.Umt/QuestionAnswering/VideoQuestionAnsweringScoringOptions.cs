using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.QuestionAnswering;

namespace Microsoft.ML.Umt;

/// <summary>Options of <see cref="VideoQuestionAnsweringScoringEstimator"/>.</summary>
public sealed class VideoQuestionAnsweringScoringOptions : IQuestionAnsweringOptions
{
    /// <summary>The model that the weights belong to. Default <c>umt-vt-b16</c>.</summary>
    public VideoTextPreset Model { get; set => field = value ?? throw new ArgumentNullException(nameof(Model)); } = VideoTextPresets.Get("umt-vt-b16");

    /// <summary>
    /// File with the weights: the authors' files finetuned for question answering, or what <see cref="VideoQuestionAnsweringTransformer.SaveCheckpoint"/> writes.
    /// Required; nothing is ever downloaded.
    /// </summary>
    public string? CheckpointPath { get; set; }

    /// <summary>File with the word pieces of the text tower, one a line: <c>vocab.txt</c> of bert-base-uncased for the published models. Required.</summary>
    public string? VocabularyPath { get; set; }

    /// <summary>Whether texts end with <c>[SEP]</c>. The authors' models were trained without. Default false.</summary>
    public bool AddSeparator { get; set; }

    /// <summary>The answers that questions are answered from. Default null: those of <see cref="AnswerListPath"/>; one of the two is required.</summary>
    public IReadOnlyList<string>? Answers { get; set; }

    /// <summary>File with the answers that questions are answered from: a JSON list of texts, or one a line. Default null: those of <see cref="Answers"/>.</summary>
    public string? AnswerListPath { get; set; }

    /// <summary>Tokens that questions are cut or padded to, 2 to 512. Default 25.</summary>
    public int QuestionLength { get; set => field = OptionGuard.InRange(value, 2, 512); } = 25;

    /// <summary>Tokens that answers are cut or padded to, start and end included, 3 to 512. Default 5.</summary>
    public int AnswerLength { get; set => field = OptionGuard.InRange(value, 3, 512); } = 5;

    /// <summary>
    /// Frames of a clip, one from each of equal intervals, 1 to 1024: as many as in training. Default null: as many as the model's description says. The
    /// authors' finetuned files take 12.
    /// </summary>
    public int? Frames { get; set => field = OptionGuard.InRange(value, 1, 1024); }

    /// <summary>How many answers, chosen by their first word, are scored whole, 1 to 100,000; at most as many as there are. Default 128.</summary>
    public int ScoredAnswers { get; set => field = OptionGuard.InRange(value, 1, 100_000); } = 128;

    /// <summary>How many of the best answers a row gets, 1 to 1000; at most <see cref="ScoredAnswers"/>. Default 5.</summary>
    public int TopAnswers { get; set => field = OptionGuard.InRange(value, 1, 1000); } = 5;

    /// <summary>Name of the video column. Default <c>Video</c>.</summary>
    public string VideoColumnName { get; set => field = OptionGuard.Named(value); } = "Video";

    /// <summary>Name of the question column, one text a row. Default <c>Question</c>.</summary>
    public string QuestionColumnName { get; set => field = OptionGuard.Named(value); } = "Question";

    /// <summary>Name of the added text column with the best answer. Default <c>PredictedAnswer</c>.</summary>
    public string PredictedAnswerColumnName { get; set => field = OptionGuard.Named(value); } = "PredictedAnswer";

    /// <summary>Name of the added column with the best answer's share among the scored ones. Default <c>AnswerProbability</c>.</summary>
    public string AnswerProbabilityColumnName { get; set => field = OptionGuard.Named(value); } = "AnswerProbability";

    /// <summary>Name of the added column with the best answers, best first. Default <c>TopAnswers</c>.</summary>
    public string TopAnswersColumnName { get; set => field = OptionGuard.Named(value); } = "TopAnswers";

    /// <summary>Name of the added column with the shares of the best answers. Default <c>TopProbabilities</c>.</summary>
    public string TopProbabilitiesColumnName { get; set => field = OptionGuard.Named(value); } = "TopProbabilities";

    /// <summary>Questions per model call, 1 to 4096. Default 8.</summary>
    public int BatchSize { get; set => field = OptionGuard.InRange(value, 1, 4096); } = 8;

    /// <summary>Arithmetic of the model. Default <see cref="ComputePrecision.Float32"/>.</summary>
    public ComputePrecision Precision { get; set => field = OptionGuard.Defined(value); } = ComputePrecision.Float32;

    /// <summary>How videos are read, and what becomes of those that cannot be.</summary>
    public VideoReadingOptions Reading { get; set => field = value ?? throw new ArgumentNullException(nameof(Reading)); } = new();

    /// <summary>Number of the GPU, 0 to 255. Default null: what the <see cref="MLContext"/> says; the CPU if that is null too.</summary>
    public int? GpuDeviceId { get; set => field = OptionGuard.InRange(value, 0, 255); }

    /// <summary>Whether to use the CPU when the GPU is absent, instead of throwing. Default null: what the <see cref="MLContext"/> says.</summary>
    public bool? FallbackToCpu { get; set; }

    /// <summary>The options of a recipe: its model and frames.</summary>
    /// <param name="recipe">Name of the recipe that the weights were finetuned by, see <see cref="VideoQuestionAnsweringRecipes"/>.</param>
    /// <param name="checkpointPath">The weights.</param>
    /// <param name="vocabularyPath">The word pieces.</param>
    /// <param name="answerListPath">The answers.</param>
    /// <exception cref="ArgumentException">There is no such recipe.</exception>
    public static VideoQuestionAnsweringScoringOptions FromRecipe(string recipe, string checkpointPath, string vocabularyPath, string answerListPath)
    {
        var found = VideoQuestionAnsweringRecipes.Get(recipe);
        return new VideoQuestionAnsweringScoringOptions
        {
            Model = VideoTextPresets.Get(found.Model),
            CheckpointPath = checkpointPath,
            VocabularyPath = vocabularyPath,
            AnswerListPath = answerListPath,
            Frames = found.Frames,
        };
    }

    internal VideoQuestionAnsweringScoringOptions Clone()
    {
        var copy = (VideoQuestionAnsweringScoringOptions)MemberwiseClone();
        copy.Reading = Reading.Clone();
        return copy;
    }
}
