using Microsoft.ML.Umt.Tests.Conformance;

namespace Microsoft.ML.Umt.Tests.Classification;

public sealed class VideoFeatureCacheTests
{
    private readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Features_are_computed_once_and_anew_when_anything_changes(bool onDisk)
    {
        var folder = Directory.CreateTempSubdirectory("umt-features-").FullName;
        try
        {
            var cache = onDisk ? VideoFeatureCache.OnDisk(folder) : VideoFeatureCache.InMemory();
            var first = FitAndCount(cache, options => { }, out var scores);
            Assert.Equal(4, first);
            Assert.Equal(0, FitAndCount(onDisk ? VideoFeatureCache.OnDisk(folder) : cache, options => { }, out var again));
            Assert.Equal(scores, again);
            Assert.Equal(4, FitAndCount(cache, options => options.Seed = 5, out _));
            Assert.Equal(4, FitAndCount(cache, options => options.FrameFit = FrameFit.Squash, out _));
            Assert.Equal(4, FitAndCount(cache, options => options.Head.Segments = 1, out _));
            Assert.Equal(4, FitAndCount(cache, options => options.Head.Mirror = true, out _));
            Assert.Equal(0, FitAndCount(cache, options => options.Head.RidgePenalty = 1, out _));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_damaged_file_counts_as_absent()
    {
        var folder = Directory.CreateTempSubdirectory("umt-features-").FullName;
        try
        {
            var cache = VideoFeatureCache.OnDisk(folder);
            cache.Add("key", [1, 2, 3]);
            Assert.Equal([1, 2, 3], cache.Find("key")!);
            Assert.Null(cache.Find("other"));
            var file = Assert.Single(Directory.GetFiles(folder));
            var bytes = File.ReadAllBytes(file);
            bytes[^1] ^= 1;
            File.WriteAllBytes(file, bytes);
            Assert.Null(cache.Find("key"));
            File.WriteAllBytes(file, bytes[..40]);
            Assert.Null(cache.Find("key"));
            cache.Add("key", [4]);
            Assert.Equal([4], cache.Find("key")!);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_full_cache_in_memory_keeps_what_it_has()
    {
        var cache = VideoFeatureCache.InMemory(maxBytes: 10);
        cache.Add("a", [1, 2]);
        cache.Add("b", [3]);
        Assert.NotNull(cache.Find("a"));
        Assert.Null(cache.Find("b"));
    }

    private int FitAndCount(VideoFeatureCache cache, Action<VideoClassificationOptions> change, out IReadOnlyList<float> scores)
    {
        var computed = 0;
        var options = Classes.Head();
        options.Seed = 1;
        options.FeatureCache = cache;
        options.MetricsCallback = progress => { if (progress is { Epochs: 0, IsEpochEnd: true }) computed = progress.TotalSteps; };
        change(options);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label")
            .Append(_context.Transforms.LoadVideos("Video", TinyVideos.Folder, "Path"))
            .Append(Classes.Trainer(_context, options));
        using var model = pipeline.Fit(_context.Data.LoadFromEnumerable(TinyVideos.Rows()));
        scores = model.LastTransformer.Predict(MLVideo.FromFile(Path.Combine(TinyVideos.Folder, "1.mp4"))).Probabilities;
        return computed;
    }
}
