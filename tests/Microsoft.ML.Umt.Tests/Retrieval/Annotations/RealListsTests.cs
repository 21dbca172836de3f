using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Retrieval.Annotations;

/// <summary>The real lists of the field, where the shared data is at hand: readers and protocols must agree about them.</summary>
public sealed class RealListsTests
{
    [SharedFact("videos/labels/msrvtt")]
    public void MsrvttPairsAndTrainingLists()
    {
        var options = new VideoAnnotationOptions { VideoExtension = ".mp4" };
        var test = VideoAnnotations.ReadCaptions(List("msrvtt/MSRVTT_JSFUSION_test.csv"), options).ToArray();
        Assert.Equal(("video9770.mp4", "a person is connecting something to system"), (test[0].Video, test[0].Caption));
        VideoTextProtocols.Get("msrvtt-1k-a").Check("test", test);
        VideoTextProtocols.Get("msrvtt-7k").Check("test", test);
        var nine = VideoAnnotations.ReadVideoNames(List("msrvtt/MSRVTT_train.9k.csv"), options).ToHashSet();
        var seven = VideoAnnotations.ReadVideoNames(List("msrvtt/MSRVTT_train.7k.csv"), options).ToHashSet();
        Assert.Equal(VideoTextProtocols.Get("msrvtt-9k").GetSplit("train").Videos, nine.Count);
        Assert.Equal(VideoTextProtocols.Get("msrvtt-7k").GetSplit("train").Videos, seven.Count);
        Assert.DoesNotContain(test, row => nine.Contains(row.Video) || seven.Contains(row.Video));
    }

    [SharedFact("videos/labels/msvd")]
    public void MsvdTestCaptions()
    {
        var path = List("msvd/sents_test_lc_nopunc.txt");
        var options = new VideoAnnotationOptions { VideoNames = VideoAnnotations.ReadNameMap(List("msvd/youtube_mapping.txt")), VideoExtension = ".avi" };
        var captions = VideoAnnotations.ReadCaptions(path, options).ToArray();
        VideoTextProtocols.Get("msvd").Check("test", captions);
        Assert.Matches("^.{11}_[0-9]+_[0-9]+[.]avi$", captions[0].Video);

        var videos = VideoAnnotations.ReadCaptionedVideos(path, options).ToArray();
        Assert.Equal(670, videos.Length);
        VideoTextProtocols.Get("msvd").Check("test", videos);

        options.Captions = CaptionLayout.Paragraph;
        var error = Assert.Throws<ProtocolMismatchException>(() => VideoTextProtocols.Get("msvd").Check("test", VideoAnnotations.ReadCaptions(path, options)));
        Assert.Contains("Expected 27,763 texts, found 670.", error.Message, StringComparison.Ordinal);
        VideoTextProtocols.Get("msvd-v1").Check("test", VideoAnnotations.ReadCaptions(path, options));
    }

    [SharedTheory("videos/labels")]
    [InlineData("label_map_k400.txt", 400, "abseiling")]
    [InlineData("label_map_k600.txt", 600, "abseiling")]
    [InlineData("label_map_k700.txt", 700, "abseiling")]
    [InlineData("kinetics710/label_map_k710.txt", 710, "abseiling")]
    [InlineData("sthv2/label_map.txt", 174, "Approaching something with your camera")]
    [InlineData("mit/label_map.txt", 339, "clapping")]
    [InlineData("msrvtt/category.txt", 20, "music")]
    public void LabelMaps(string name, int count, string first)
    {
        var labels = VideoAnnotations.ReadLabels(List(name));
        Assert.Equal((count, first), (labels.Count, labels[0]));
        Assert.Equal(count, labels.Distinct().Count());
    }

    private static string List(string name) => SharedData.Path($"videos/labels/{name}");
}
