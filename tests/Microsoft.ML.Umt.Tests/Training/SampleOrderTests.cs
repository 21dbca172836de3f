using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Tests.Training;

public sealed class SampleOrderTests
{
    [Fact]
    public void OrdersArePermutationsThatFollowFromSeedAndEpoch()
    {
        var order = EpochOrder.Shuffled(50, seed: 1, epoch: 4);
        Assert.Equal(Enumerable.Range(0, 50), order.Order());
        Assert.Equal(order, EpochOrder.Shuffled(50, 1, 4));
        Assert.NotEqual(order, EpochOrder.Shuffled(50, 1, 5));
        Assert.NotEqual(order, EpochOrder.Shuffled(50, 2, 4));
    }

    [Theory]
    [InlineData(10, 4, false, new[] { 4, 4, 2 })]
    [InlineData(10, 4, true, new[] { 4, 4 })]
    [InlineData(3, 4, true, new[] { 3 })]
    [InlineData(8, 4, true, new[] { 4, 4 })]
    public void BatchesCoverTheOrder(int samples, int size, bool dropLast, int[] expected)
    {
        var batches = EpochOrder.Batches(Enumerable.Range(0, samples).ToArray(), size, dropLast).Select(b => b.Count).ToArray();
        Assert.Equal(expected, batches);
        Assert.Equal(expected.Length, EpochOrder.BatchCount(samples, size, dropLast));
    }

    [Fact]
    public void SeedsOfNeighboursDiffer()
    {
        var seeds = from epoch in Enumerable.Range(0, 20) from sample in Enumerable.Range(0, 500) select SampleSeed.Derive(3, epoch, sample);
        Assert.True(seeds.Distinct().Count() > 9_990);
        Assert.All(seeds, seed => Assert.True(seed >= 0));
        Assert.Equal(0.5, seeds.Average(seed => (double)seed / int.MaxValue), 0.02);
    }

    [Fact]
    public void LearningRatesScaleWithTheSamplesOfAStep() =>
        Assert.Equal(4e-4, LearningRateScaling.Effective(2e-4, batchSize: 16, copiesPerVideo: 2, processes: 16), 1e-18);
}
