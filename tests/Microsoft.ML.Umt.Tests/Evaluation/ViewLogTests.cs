using Microsoft.ML.Umt.Evaluation;

namespace Microsoft.ML.Umt.Tests.Evaluation;

public sealed class ViewLogTests
{
    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        ViewScore[] views = [new("a [b] c.mp4", [0.1, -1e-20, 3], 2, 0, 1), new("日本 語", [1, 2], 0, 10, 2)];
        var text = new StringWriter();
        ViewLog.Write(text, views);
        var read = ViewLog.Read(text.ToString().Split('\n'), "log").ToArray();
        Assert.Equal(views.Length, read.Length);
        foreach (var (written, found) in views.Zip(read))
        {
            Assert.Equal(written.Logits, found.Logits);
            Assert.Equal(written with { Logits = found.Logits }, found);
        }
    }

    [Theory]
    [InlineData("vid 1 0 0", "expected 'id [logit, …] label clip crop'")]
    [InlineData("vid [0.1, x] 0 0 0", "'x' is no finite logit")]
    [InlineData("vid [0.1, nan] 0 0 0", "'nan' is no finite logit")]
    [InlineData("vid [] 0 0 0", "the list of logits is empty")]
    [InlineData("vid [0.1, 2] 2 0 0", "'2' is no number from 0 up to 1")]
    [InlineData("vid [0.1, 2] 1 -1 0", "'-1' is no number from 0 up")]
    public void MalformedLinesAreNamed(string line, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(() => ViewLog.Read(["0.0, 0.0", line], "7.txt").ToArray());
        Assert.Equal($"7.txt, line 2: {reason}.", error.Message);
    }

    [Fact]
    public void TwoVideosWithOneIdAreRefused()
    {
        ViewScore[] views = [new("v", [0, 1], 0, 0, 0), new("v", [0, 1], 1, 0, 1)];
        var error = Assert.Throws<InvalidDataException>(() => ViewMerge.Merge(views));
        Assert.Contains("two videos share this id", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AViewSeenTwiceCountsOnceAndNumbersDoNotRunTogether()
    {
        ViewScore[] views = [new("v", [0, 1], 0, 1, 11), new("v", [9, 1], 0, 1, 11), new("v", [1, 0], 0, 11, 1)];
        var merged = Assert.Single(ViewMerge.Merge(views));
        Assert.Equal(2, merged.Views);
        Assert.Equal(0.5, merged.Probabilities[0], 1e-15);
    }

    [Fact]
    public void MergingOneVideosLogitsAveragesProbabilities()
    {
        var probabilities = new float[2];
        ViewMerge.Merge([0f, 0f, 100f, 0f], views: 2, probabilities);
        Assert.Equal([0.75f, 0.25f], probabilities);
        Assert.Throws<ArgumentException>(() => ViewMerge.Merge([0f, 0f, 100f], views: 2, new float[2]));
    }
}
