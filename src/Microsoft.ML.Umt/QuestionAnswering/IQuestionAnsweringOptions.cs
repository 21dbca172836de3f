namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>What the options of the trainer and of the estimator that loads weights have in common.</summary>
internal interface IQuestionAnsweringOptions
{
    string VideoColumnName { get; }

    string QuestionColumnName { get; }

    string PredictedAnswerColumnName { get; }

    string AnswerProbabilityColumnName { get; }

    string TopAnswersColumnName { get; }

    string TopProbabilitiesColumnName { get; }

    string? VocabularyPath { get; }

    bool AddSeparator { get; }

    IReadOnlyList<string>? Answers { get; }

    string? AnswerListPath { get; }

    int QuestionLength { get; }

    int AnswerLength { get; }

    int ScoredAnswers { get; }

    int TopAnswers { get; }

    VideoReadingOptions Reading { get; }
}
