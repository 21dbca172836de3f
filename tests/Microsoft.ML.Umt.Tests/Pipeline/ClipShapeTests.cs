using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Tests.Pipeline;

public sealed class ClipShapeTests
{
    [Fact]
    public void ABatchThatNoBufferHoldsIsRefusedWithTheLargestThatFits()
    {
        var shape = new ClipShape(Views: 1, Frames: 16, Size: 224);
        Assert.Equal(16 * 224 * 224 * 3, shape.Bytes);
        Assert.Equal(891 * shape.Bytes, shape.BatchBytes(891));
        Assert.Contains("at most 891 ", Assert.Throws<InvalidOperationException>(() => shape.BatchBytes(1024)).Message);
        Assert.Contains("at most 891 ", Assert.Throws<InvalidOperationException>(() => new ClipBatch(shape, 1024)).Message);
        Assert.Contains("fewer views", Assert.Throws<InvalidOperationException>(() => new ClipShape(64, 1024, 384).Bytes).Message);
    }

    [Fact]
    public void TheBatchSizeIsCheckedBeforeAnyVideoIsRead() =>
        Assert.Contains("BatchSize", Assert.Throws<InvalidOperationException>(() => new FakeScoring(new MLContext(), new FakeClipReader { Shape = new ClipShape(12, 16, 384) }, batchSize: 100)).Message);

    [Fact]
    public void WorkersAreBoundedUnlessAskedFor()
    {
        Assert.InRange(new VideoReadingOptions().WithBatchSize(1).Workers, 1, 16);
        Assert.Equal(40, new VideoReadingOptions { Workers = 40 }.WithBatchSize(1).Workers);
    }
}
