using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>Everything that a fitted answerer is, the network apart. Saved with it. Immutable.</summary>
internal sealed record QuestionAnsweringSettings
{
    private const int Version = 1;

    public required string VideoColumnName { get; init; }

    public required string QuestionColumnName { get; init; }

    public required string PredictedAnswerColumnName { get; init; }

    public required string AnswerProbabilityColumnName { get; init; }

    public required string TopAnswersColumnName { get; init; }

    public required string TopProbabilitiesColumnName { get; init; }

    /// <summary>The list that questions are answered from.</summary>
    public required IReadOnlyList<string> Answers { get; init; }

    public required int AnswerLength { get; init; }

    public required int ScoredAnswers { get; init; }

    public required int TopAnswers { get; init; }

    public required int BatchSize { get; init; }

    public required ComputePrecision Precision { get; init; }

    public required VideoReadingOptions Reading { get; init; }

    /// <summary>Answers that a row gets.</summary>
    public int AnswersPerRow => Math.Min(TopAnswers, Math.Min(ScoredAnswers, Answers.Count));

    public static QuestionAnsweringSettings Of(IQuestionAnsweringOptions options, IReadOnlyList<string> answers, int batchSize, ComputePrecision precision) => new()
    {
        VideoColumnName = options.VideoColumnName,
        QuestionColumnName = options.QuestionColumnName,
        PredictedAnswerColumnName = options.PredictedAnswerColumnName,
        AnswerProbabilityColumnName = options.AnswerProbabilityColumnName,
        TopAnswersColumnName = options.TopAnswersColumnName,
        TopProbabilitiesColumnName = options.TopProbabilitiesColumnName,
        Answers = answers,
        AnswerLength = options.AnswerLength,
        ScoredAnswers = options.ScoredAnswers,
        TopAnswers = options.TopAnswers,
        BatchSize = batchSize,
        Precision = precision,
        Reading = options.Reading,
    };

    public static QuestionAnsweringSettings Read(ModelReader reader)
    {
        reader.ReadVersion(Version, nameof(VideoQuestionAnsweringTransformer));
        return new QuestionAnsweringSettings
        {
            VideoColumnName = reader.ReadRequiredString(),
            QuestionColumnName = reader.ReadRequiredString(),
            PredictedAnswerColumnName = reader.ReadRequiredString(),
            AnswerProbabilityColumnName = reader.ReadRequiredString(),
            TopAnswersColumnName = reader.ReadRequiredString(),
            TopProbabilitiesColumnName = reader.ReadRequiredString(),
            Answers = reader.ReadStrings(),
            AnswerLength = reader.ReadInt32(),
            ScoredAnswers = reader.ReadInt32(),
            TopAnswers = reader.ReadInt32(),
            BatchSize = reader.ReadInt32(),
            Precision = reader.ReadEnum<ComputePrecision>(),
            Reading = reader.ReadVideoReadingOptions(),
        };
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(Version);
        foreach (var name in new[] { VideoColumnName, QuestionColumnName, PredictedAnswerColumnName, AnswerProbabilityColumnName, TopAnswersColumnName, TopProbabilitiesColumnName })
            writer.Write(name);
        writer.Write([.. Answers]);
        writer.Write(AnswerLength);
        writer.Write(ScoredAnswers);
        writer.Write(TopAnswers);
        writer.Write(BatchSize);
        writer.Write(Precision);
        writer.Write(Reading);
    }
}
