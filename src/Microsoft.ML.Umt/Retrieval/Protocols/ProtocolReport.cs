using System.Globalization;
using System.Text;
using Microsoft.ML.Umt.Evaluation;

namespace Microsoft.ML.Umt;

/// <summary>What was measured, beside what the authors published. <see cref="ToString"/> prints a table. Immutable and thread-safe.</summary>
public sealed class ProtocolReport
{
    private ProtocolReport(VideoTextProtocol protocol, string model, string corpus, VideoTextTraining training, IReadOnlyList<ProtocolReportLine> lines) =>
        (Protocol, Model, Corpus, Training, Lines) = (protocol, model, corpus, training, lines);

    /// <summary>The protocol.</summary>
    public VideoTextProtocol Protocol { get; }

    /// <summary>The model that the published numbers are of.</summary>
    public string Model { get; }

    /// <summary>The corpus that the published model was pretrained on.</summary>
    public string Corpus { get; }

    /// <summary>Zero-shot or finetuned.</summary>
    public VideoTextTraining Training { get; }

    /// <summary>The numbers.</summary>
    public IReadOnlyList<ProtocolReportLine> Lines { get; }

    /// <summary>Compares a retrieval test. The published numbers are re-ranked ones: compare them with re-ranked metrics.</summary>
    /// <param name="protocol">A protocol of retrieval.</param>
    /// <param name="metrics">What was measured.</param>
    /// <param name="model"><c>umt-vt-b16</c> or <c>umt-vt-l16</c>.</param>
    /// <param name="corpus"><c>5M</c>, <c>17M</c> or <c>25M</c>.</param>
    /// <param name="training">Zero-shot or finetuned.</param>
    /// <exception cref="ArgumentException">The protocol is not one of retrieval.</exception>
    public static ProtocolReport Compare(
        VideoTextProtocol protocol,
        VideoTextRetrievalMetrics metrics,
        string model,
        string corpus,
        VideoTextTraining training = VideoTextTraining.ZeroShot)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Check(protocol, VideoTextTask.Retrieval);
        var published = protocol.FindPublished(model, corpus, training);
        return new(protocol, model, corpus, training,
        [
            .. Recalls("text to video", published?.TextToVideo, metrics.TextToVideo),
            .. Recalls("video to text", published?.VideoToText, metrics.VideoToText),
        ]);
    }

    /// <summary>Compares a test of multiple choice.</summary>
    /// <param name="protocol">A protocol of multiple choice.</param>
    /// <param name="metrics">What was measured.</param>
    /// <param name="model"><c>umt-vt-b16</c> or <c>umt-vt-l16</c>.</param>
    /// <param name="corpus"><c>5M</c>, <c>17M</c> or <c>25M</c>.</param>
    /// <exception cref="ArgumentException">The protocol is not one of multiple choice.</exception>
    public static ProtocolReport Compare(VideoTextProtocol protocol, MultipleChoiceMetrics metrics, string model, string corpus)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Check(protocol, VideoTextTask.MultipleChoice);
        return Accuracy(protocol, metrics.AccuracyPercent, model, corpus);
    }

    /// <summary>Compares a test of question answering.</summary>
    /// <param name="protocol">A protocol of question answering.</param>
    /// <param name="metrics">What was measured.</param>
    /// <param name="model"><c>umt-vt-b16</c> or <c>umt-vt-l16</c>.</param>
    /// <param name="corpus"><c>5M</c>, <c>17M</c> or <c>25M</c>.</param>
    /// <exception cref="ArgumentException">The protocol is not one of question answering.</exception>
    public static ProtocolReport Compare(VideoTextProtocol protocol, VideoQuestionAnsweringMetrics metrics, string model, string corpus)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Check(protocol, VideoTextTask.QuestionAnswering);
        return Accuracy(protocol, metrics.AccuracyPercent, model, corpus);
    }

    /// <summary>A table for fixed-width fonts.</summary>
    public override string ToString()
    {
        var training = Training == VideoTextTraining.ZeroShot ? "zero-shot" : "finetuned";
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"{Protocol.Name} ({Protocol.DataSet}, {Protocol.EvaluationSplit}), {Model} {Corpus}, {training}; percent");
        table.Append("                      paper    ours   delta");
        foreach (var line in Lines)
        {
            table.AppendLine();
            table.Append(CultureInfo.InvariantCulture, $"{line.Name,-19}{Cell(line.Paper, "F1")}{Cell(line.Ours, "F2")}{Cell(line.Delta, "+0.00;-0.00;0.00")}");
        }
        if (Protocol.PublishedSource.Length > 0)
            table.AppendLine().Append("paper: ").Append(Protocol.PublishedSource);
        return table.ToString();
    }

    private static string Cell(double? value, string format) => (value?.ToString(format, CultureInfo.InvariantCulture) ?? "-").PadLeft(8);

    private static IEnumerable<ProtocolReportLine> Recalls(string direction, RecallTriple? paper, RetrievalDirectionMetrics ours) =>
    [
        new($"{direction} R@1", paper?.At1, RetrievalRounding.ToHundredths(ours.PercentAt(1))),
        new($"{direction} R@5", paper?.At5, RetrievalRounding.ToHundredths(ours.PercentAt(5))),
        new($"{direction} R@10", paper?.At10, RetrievalRounding.ToHundredths(ours.PercentAt(10))),
    ];

    private static ProtocolReport Accuracy(VideoTextProtocol protocol, double percent, string model, string corpus) =>
        new(protocol, model, corpus, VideoTextTraining.Finetuned,
            [new("accuracy", protocol.FindPublished(model, corpus, VideoTextTraining.Finetuned)?.Accuracy, percent)]);

    private static void Check(VideoTextProtocol protocol, VideoTextTask task)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        if (protocol.Task != task)
            throw new ArgumentException($"Protocol {protocol.Name} is one of {protocol.Task}; these metrics are of {task}.", nameof(protocol));
    }
}
