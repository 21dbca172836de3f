using Microsoft.ML.Data;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.Retrieval.Protocols;

namespace Microsoft.ML;

/// <summary>Tests of video-text models in <c>mlContext.Umt()</c>.</summary>
public static class UmtEvaluationCatalog
{
    /// <summary>
    /// Measures how well texts find their videos and videos their texts. Each row of the data is a pair that belongs together; rows with one video key
    /// are about one video.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Umt()</c>.</param>
    /// <param name="data">The pairs with both embeddings, as a video-text transformer gives them.</param>
    /// <param name="videoKeyColumnName">Name of the column that names the video: a video column, text, a key or a whole number.</param>
    /// <param name="videoEmbeddingColumnName">Name of the column with the video's embedding, a vector of <see cref="float"/>.</param>
    /// <param name="textColumnName">Name of the text column: one text a row, or a vector of several with their embeddings one after the other.</param>
    /// <param name="textEmbeddingColumnName">Name of the column with the text's embedding, a vector of <see cref="float"/>.</param>
    /// <exception cref="ArgumentException">There is no row, embeddings differ in length or hold NaN, or one key has two embeddings.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    public static VideoTextRetrievalMetrics EvaluateRetrieval(
        this UmtCatalog catalog,
        IDataView data,
        string videoKeyColumnName = "Video",
        string videoEmbeddingColumnName = "VideoEmbedding",
        string textColumnName = "Caption",
        string textEmbeddingColumnName = "TextEmbedding") =>
        EvaluateRetrieval(catalog, data, new RetrievalEvaluationOptions
        {
            VideoKeyColumnName = videoKeyColumnName,
            VideoEmbeddingColumnName = videoEmbeddingColumnName,
            TextColumnName = textColumnName,
            TextEmbeddingColumnName = textEmbeddingColumnName,
        });

    /// <summary>Measures retrieval over pairs with all options: a protocol to hold to, re-ranking, equal texts as one.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Umt()</c>.</param>
    /// <param name="data">The pairs with both embeddings.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">There is no row, embeddings differ in length or hold NaN, or one key has two embeddings.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    /// <exception cref="ProtocolMismatchException">The data is not the split of the protocol.</exception>
    public static VideoTextRetrievalMetrics EvaluateRetrieval(this UmtCatalog catalog, IDataView data, RetrievalEvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        var checkAlive = CheckAlive(catalog, options);
        return RetrievalEvaluator.Evaluate(RetrievalReading.Pairs(data, options, checkAlive), options, checkAlive);
    }

    /// <summary>
    /// Measures retrieval over videos and texts that stand in two tables, so that each video is embedded once however many texts it has. Videos without a text
    /// are candidates only.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Umt()</c>.</param>
    /// <param name="videos">Video keys and embeddings.</param>
    /// <param name="texts">Texts, their embeddings, and the keys of their videos in a column of the same name as the videos' key column.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is no row, a text's key has no video, embeddings differ in length or hold NaN, or one key has two embeddings.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    /// <exception cref="ProtocolMismatchException">The data is not the split of the protocol.</exception>
    public static VideoTextRetrievalMetrics EvaluateRetrieval(this UmtCatalog catalog, IDataView videos, IDataView texts, RetrievalEvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(videos);
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new RetrievalEvaluationOptions();
        var checkAlive = CheckAlive(catalog, options);
        return RetrievalEvaluator.Evaluate(RetrievalReading.Separate(videos, texts, options, checkAlive), options, checkAlive);
    }

    /// <summary>Measures retrieval over embeddings in memory. The texts a matcher is asked about are their numbers.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Umt()</c>.</param>
    /// <param name="videoEmbeddings">An embedding of each video, all of one length. They are copied.</param>
    /// <param name="textEmbeddings">An embedding of each text, of the same length. They are copied.</param>
    /// <param name="matches">Which texts belong to which videos.</param>
    /// <param name="options">The options; null for the defaults. Names of columns do not matter.</param>
    /// <exception cref="ArgumentException">Counts or lengths differ, or an embedding holds NaN.</exception>
    /// <exception cref="ProtocolMismatchException">The data is not the split of the protocol.</exception>
    public static VideoTextRetrievalMetrics EvaluateRetrieval(
        this UmtCatalog catalog,
        IReadOnlyList<float[]> videoEmbeddings,
        IReadOnlyList<float[]> textEmbeddings,
        RetrievalMatches matches,
        RetrievalEvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        options ??= new RetrievalEvaluationOptions();
        var checkAlive = CheckAlive(catalog, options);
        return RetrievalEvaluator.Evaluate(RetrievalReading.Memory(videoEmbeddings, textEmbeddings, matches, options), options, checkAlive);
    }

    /// <summary>Measures multiple choice: how often the best scored option is the right one. A video-text transformer scores vectors of captions for it.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Umt()</c>.</param>
    /// <param name="data">One question a row.</param>
    /// <param name="scoreColumnName">Name of the column with the options' scores, a vector of <see cref="float"/>.</param>
    /// <param name="answerColumnName">Name of the column with the number of the right option, from 0: a whole number.</param>
    /// <param name="protocol">The protocol whose counts the data must have; null for no check.</param>
    /// <param name="split">The split of <paramref name="protocol"/>; null for its evaluation split.</param>
    /// <param name="videoKeyColumnName">
    /// Name of the column that names the video of a row, as in <see cref="RetrievalEvaluationOptions.VideoKeyColumnName"/>; read only if the split has a number of videos.
    /// </param>
    /// <exception cref="ArgumentException">A question has fewer than two options, a score is not a number, or the protocol is not one of multiple choice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type, or an answer is no number of an option.</exception>
    /// <exception cref="ProtocolMismatchException">The data is not the split of the protocol.</exception>
    public static MultipleChoiceMetrics EvaluateMultipleChoice(
        this UmtCatalog catalog,
        IDataView data,
        string scoreColumnName = "Score",
        string answerColumnName = "Answer",
        VideoTextProtocol? protocol = null,
        string? split = null,
        string videoKeyColumnName = "Video")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var held = new HeldSplit(protocol, split, VideoTextTask.MultipleChoice, videoKeyColumnName);
        var (scores, answers, videos) = AnswerReading.Choices(data, scoreColumnName, answerColumnName, held.VideoKeyColumnName, catalog.Environment.ThrowIfCanceled);
        held.Check(videos, scores.Count);
        return MultipleChoiceMetrics.FromScores(scores, answers);
    }

    /// <summary>Measures question answering. A row whose predicted answer is empty counts as wrong.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Umt()</c>.</param>
    /// <param name="data">One question a row.</param>
    /// <param name="answersColumnName">Name of the column with the right answer (text) or all annotators' answers (a vector of text).</param>
    /// <param name="predictedAnswerColumnName">Name of the column with the predicted answer, text.</param>
    /// <param name="categoryColumnName">Name of a column with the kind of question, text; null for none.</param>
    /// <param name="comparison">When an answer is right.</param>
    /// <param name="protocol">The protocol whose counts the data must have; null for no check.</param>
    /// <param name="split">The split of <paramref name="protocol"/>; null for its evaluation split.</param>
    /// <param name="videoKeyColumnName">
    /// Name of the column that names the video of a row, as in <see cref="RetrievalEvaluationOptions.VideoKeyColumnName"/>; read only if the split has a number of videos.
    /// </param>
    /// <exception cref="ArgumentException">A row has no right answer, or the protocol is not one of question answering.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    /// <exception cref="ProtocolMismatchException">The data is not the split of the protocol.</exception>
    public static VideoQuestionAnsweringMetrics EvaluateQuestionAnswering(
        this UmtCatalog catalog,
        IDataView data,
        string answersColumnName = "Answer",
        string predictedAnswerColumnName = "PredictedAnswer",
        string? categoryColumnName = null,
        AnswerComparison comparison = AnswerComparison.Exact,
        VideoTextProtocol? protocol = null,
        string? split = null,
        string videoKeyColumnName = "Video")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var held = new HeldSplit(protocol, split, VideoTextTask.QuestionAnswering, videoKeyColumnName);
        var (questions, predictions, videos) = AnswerReading.Questions(
            data, answersColumnName, predictedAnswerColumnName, categoryColumnName, held.VideoKeyColumnName, catalog.Environment.ThrowIfCanceled);
        held.Check(videos, questions.Count);
        return VideoQuestionAnsweringMetrics.FromPredictions(questions, predictions, comparison);
    }

    private static Action CheckAlive(UmtCatalog catalog, RetrievalEvaluationOptions options) => () =>
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        catalog.Environment.ThrowIfCanceled();
    };
}
