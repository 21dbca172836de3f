using System.Text.RegularExpressions;

namespace Microsoft.ML.Umt.Tests.Retrieval.Protocols;

public sealed partial class VideoTextProtocolTests
{
    public static TheoryData<string> Names => [.. VideoTextProtocols.All.Select(protocol => protocol.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EachProtocolIsWhole(string name)
    {
        var protocol = VideoTextProtocols.Get(name);
        Assert.Equal(name, protocol.Name);
        Assert.Matches(Versioned(), name);
        Assert.Single(VideoTextProtocols.All, other => other.Name == name);
        Assert.NotNull(protocol.GetSplit(protocol.EvaluationSplit));
        Assert.NotNull(protocol.GetSplit(protocol.SelectionSplit));
        Assert.Equal((4, 12, 128), (protocol.ZeroShotFrames, protocol.FinetunedFrames, protocol.RerankCount));
        Assert.Equal(protocol.Task == VideoTextTask.QuestionAnswering, protocol.AnswerLength is not null);
        Assert.Equal(protocol.Published.Count > 0, protocol.PublishedSource.Length > 0);
        Assert.All(protocol.Published, result => Assert.Equal(protocol.Task == VideoTextTask.Retrieval, result.Accuracy is null && result.TextToVideo is not null));
        Assert.All(
            protocol.Published.Select(result => result.TextToVideo).OfType<RecallTriple>().Where(recall => recall.At5 is not null),
            recall => Assert.True(recall.At1 <= recall.At5 && recall.At5 <= recall.At10));
    }

    // Spot checks of the published tables, in every corner.
    [Theory]
    [InlineData("msrvtt", "umt-vt-b16", "5M", VideoTextTraining.ZeroShot, 29.6, 26.2)]
    [InlineData("msrvtt-1k-a", "umt-vt-l16", "25M", VideoTextTraining.Finetuned, 58.8, 58.6)]
    [InlineData("didemo", "umt-vt-b16", "25M", VideoTextTraining.ZeroShot, 41.2, 40.8)]
    [InlineData("activitynet", "umt-vt-l16", "17M", VideoTextTraining.Finetuned, 66.6, 64.3)]
    [InlineData("lsmdc", "umt-vt-b16", "17M", VideoTextTraining.ZeroShot, 18.1, 16.0)]
    [InlineData("msvd", "umt-vt-l16", "25M", VideoTextTraining.ZeroShot, 49.0, 74.5)]
    [InlineData("msvd-v1", "umt-vt-l16", "25M", VideoTextTraining.ZeroShot, 72.2, null)]
    [InlineData("ssv2-label", "umt-vt-b16", "5M", VideoTextTraining.Finetuned, 63.1, null)]
    [InlineData("ssv2-template", "umt-vt-l16", "17M", VideoTextTraining.Finetuned, 90.8, null)]
    public void PublishedRecallsAreThere(string name, string model, string corpus, VideoTextTraining training, double textToVideo, double? videoToText)
    {
        var result = VideoTextProtocols.Get(name).FindPublished(model, corpus, training)!;
        Assert.Equal((textToVideo, videoToText), (result.TextToVideo!.At1, result.VideoToText?.At1));
    }

    [Theory]
    [InlineData("msrvtt-mc", 96.3)]
    [InlineData("activitynet-qa", 44.8)]
    [InlineData("msrvtt-qa", 44.9)]
    [InlineData("msvd-qa-v1", 49.5)]
    public void PublishedAccuraciesAreThere(string name, double expected) =>
        Assert.Equal(expected, VideoTextProtocols.Get(name).FindPublished("UMT-VT-B16", "25m", VideoTextTraining.Finetuned)!.Accuracy);

    [Fact]
    public void AnUnversionedNameIsTheNewestVersion()
    {
        Assert.Equal("msvd-v2", VideoTextProtocols.Get("MSVD").Name);
        Assert.Equal("didemo-v2", VideoTextProtocols.Get("didemo").Name);
        var error = Assert.Throws<ArgumentException>(() => VideoTextProtocols.Get("youcook"));
        Assert.Contains("msvd-v2", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => VideoTextProtocols.Get("msvd").GetSplit("train2"));
    }

    [Theory]
    [InlineData("didemo-v1", "test", 1_036, 1_036, "Expected 1,003 videos, found 1,036.", "didemo-v2")]
    [InlineData("didemo-v2", "test", 1_003, 1_003, "Expected 1,036 videos, found 1,003.", "didemo-v1")]
    [InlineData("didemo-v2", "test", 1_036, 4_100, "Expected 1,036 texts, found 4,100.", "CaptionLayout.Paragraph")]
    [InlineData("msvd", "test", 670, 670, "Expected 27,763 texts, found 670.", "inflates")]
    [InlineData("msvd", "val", 100, 100, "Expected 4,290 texts, found 100.", "CaptionLayout.OnePerRow")]
    [InlineData("msvd", "test", 100, 4_290, "Expected 670 videos, found 100.", "split 'val'")]
    [InlineData("msrvtt", "test", 2_990, 59_800, "Expected 1,000 videos, found 2,990.", "1k-A")]
    [InlineData("msrvtt", "test", 999, 1_000, "Expected 1,000 videos, found 999.", "msrvtt_ret_test1k")]
    [InlineData("ssv2-template", "val", 2_088, 2_088, "Expected 174 texts, found 2,088.", "MergeEqualTexts")]
    [InlineData("msrvtt-qa", "test", 2_990, 72_820, "Expected 72,821 questions, found 72,820.", "msrvtt_qa_test")]
    public void AWrongSplitIsRefusedWithBothCountsAndAWayOut(string name, string split, int videos, int texts, string counts, string advice)
    {
        var error = Assert.Throws<ProtocolMismatchException>(() => VideoTextProtocols.Get(name).Check(split, videos, texts));
        Assert.Contains(counts, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
        Assert.Equal(split, error.Split);
        Assert.NotEmpty(error.Problems);
    }

    [Fact]
    public void ARightSplitPasses()
    {
        VideoTextProtocols.Get("msvd").Check("TEST", 670, 27_763);
        Assert.Empty(VideoTextProtocols.Get("ssv2-label").FindProblems("val", 2_088, 1_900));
        var error = Assert.Throws<ProtocolMismatchException>(() =>
            VideoTextProtocols.Get("msrvtt-mc").Check("test", Enumerable.Range(0, 5).Select(i => new VideoChoice { Video = $"{i}" })));
        Assert.Contains("Expected 2,990 questions, found 5.", error.Message, StringComparison.Ordinal);
    }

    [GeneratedRegex("^[a-z0-9-]+-v[0-9]+$")]
    private static partial Regex Versioned();
}
