namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>The tests of multiple choice and question answering, as data.</summary>
internal static class AnswerProtocols
{
    private const int QuestionTokens = 25;
    private const int AnswerTokens = 5;

    public static IReadOnlyList<VideoTextProtocol> All { get; } =
    [
        new()
        {
            Name = "msrvtt-mc-v1",
            DataSet = "MSRVTT-MC",
            Task = VideoTextTask.MultipleChoice,
            Description =
                "Five captions a video, one of them its own. Trained like retrieval on the 7k list; the score is " +
                "0.7 x matching probability + 0.3 x softmax of the similarities.",
            Splits = [new("train", "msrvtt_ret_train7k", 7_010, 140_200), new("test", "msrvtt_mc_test", 2_990, 2_990)],
            TextLength = 32,
            Published = [.. PublishedNumbers.Accuracies("95.9|96.3|96.3|96.8|97.7|97.3")],
            PublishedSource = PublishedNumbers.ModelZoo,
        },
        new()
        {
            Name = "activitynet-qa-v1",
            DataSet = "ActivityNet-QA",
            Task = VideoTextTask.QuestionAnswering,
            Description = "Ten questions a video; an answer is right when it equals the annotated one letter by letter.",
            Splits = [new("train", "anet_qa_train", null, 32_000), new("val", "anet_qa_val", null, 18_000), new("test", "anet_qa_test", null, 8_000)],
            TextLength = QuestionTokens,
            AnswerLength = AnswerTokens,
            Published = [.. PublishedNumbers.Accuracies("43.5|44.9|44.8|45.1|47.3|47.9")],
            PublishedSource = PublishedNumbers.ModelZoo,
        },
        new()
        {
            Name = "msrvtt-qa-v1",
            DataSet = "MSRVTT-QA",
            Task = VideoTextTask.QuestionAnswering,
            Description = "Questions made from captions, one answer each; exact answers. The 5M and 17M models were selected on val, the 25M models on test.",
            Splits = [new("train", "msrvtt_qa_train", null, 158_581), new("val", "msrvtt_qa_val", null, 12_278), new("test", "msrvtt_qa_test", null, 72_821)],
            SelectionSplit = "val",
            TextLength = QuestionTokens,
            AnswerLength = AnswerTokens,
            Published = [.. PublishedNumbers.Accuracies("44.3|44.9|44.9|45.5|46.4|47.1")],
            PublishedSource = PublishedNumbers.ModelZoo,
        },
        new()
        {
            Name = "msvd-qa-v1",
            DataSet = "MSVD-QA",
            Task = VideoTextTask.QuestionAnswering,
            Description = "Questions made from captions, one answer each; exact answers.",
            Splits = [new("train", "msvd_qa_train", null, 30_933), new("val", "msvd_qa_val", null, 6_415), new("test", "msvd_qa_test", null, 13_157)],
            TextLength = QuestionTokens,
            AnswerLength = AnswerTokens,
            Published = [.. PublishedNumbers.Accuracies("49.1|48.9|49.5|51.3|53.4|55.2")],
            PublishedSource = PublishedNumbers.ModelZoo,
        },
    ];
}
