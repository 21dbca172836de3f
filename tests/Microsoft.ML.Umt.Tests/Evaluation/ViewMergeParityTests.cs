using Microsoft.ML.Umt.Evaluation;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Evaluation;

/// <summary>Merged accuracies against the reference, over every case of <c>view_merge</c>.</summary>
public sealed class ViewMergeParityTests
{
    public static TheoryData<string> Cases => FixtureData.Rows("view_merge", "expected.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void MergedResultsEqualTheReference(string expectedFile)
    {
        var expected = FixtureData.Json(expectedFile);
        var folder = expectedFile[..expectedFile.LastIndexOf('/')];
        var merged = ViewMerge.Merge(ViewLog.Read(FixtureData.Files(folder, "*.txt").Select(FixtureData.Path)));

        Assert.Equal(expected.GetProperty("top1").GetDouble(), ViewMerge.Accuracy(merged, 1), 1e-9);
        Assert.Equal(expected.GetProperty("top5").GetDouble(), ViewMerge.Accuracy(merged, 5), 1e-9);
        var videos = expected.GetProperty("videos").EnumerateArray().ToArray();
        Assert.Equal(videos.Length, merged.Count);
        foreach (var video in videos)
        {
            var actual = Assert.Single(merged, m => m.Id == video.GetProperty("id").GetString());
            Assert.Equal(video.GetProperty("label").GetInt32(), actual.Label);
            Assert.Equal(video.GetProperty("views").GetInt32(), actual.Views);
            Assert.Equal(video.GetProperty("prediction").GetInt32(), actual.Prediction);
            Assert.Equal(video.GetProperty("top1").GetDouble() > 0, actual.IsInTop(1));
            Assert.Equal(video.GetProperty("top5").GetDouble() > 0, actual.IsInTop(5));
        }
    }
}
