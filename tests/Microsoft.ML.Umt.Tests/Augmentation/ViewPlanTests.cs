using Microsoft.ML.Umt.Augmentation;

namespace Microsoft.ML.Umt.Tests.Augmentation;

public sealed class ViewPlanTests
{
    [Fact]
    public void CropsOfAClipFollowEachOther()
    {
        var plan = new ViewPlan(temporalClips: 2, spatialCrops: 3);
        Assert.Equal([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)], Enumerable.Range(0, plan.Count).Select(v => plan[v]));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan[6]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ViewPlan(0, 1));
    }

    [Fact]
    public void ASquareFrameHasItsCropsOnTopOfEachOther()
    {
        var transform = EvalTransform.Test(32, 3);
        Assert.Equal(new CropBox(0, 0, 32, 32), transform.Window(new FrameSize(32, 32), 2));
    }

    [Fact]
    public void CropsLargerThanTheShortSideAreRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EvalTransform.Validation(shortSide: 200, cropSize: 224));
}
