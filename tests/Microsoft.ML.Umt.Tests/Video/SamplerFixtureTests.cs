using System.Text.Json;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>Every entry of fixtures/sampling, exactly.</summary>
public class SamplerFixtureTests
{
    public static TheoryData<string> Files => FixtureData.Rows("sampling", "*.json");

    [Theory]
    [MemberData(nameof(Files))]
    public void SamplesTheFramesOfTheReference(string path)
    {
        var entries = FixtureData.Json(path).EnumerateArray().ToArray();
        Assert.NotEmpty(entries);
        Assert.All(entries, entry => Check(Path.GetFileNameWithoutExtension(path), entry));
    }

    [Fact]
    public void IntervalsCanBeChosen()
    {
        var options = new FrameSamplingOptions { Strategy = FrameSampling.Intervals, FrameCount = 4 };
        Assert.Equal([4, 14, 24, 34], options.CreateEvaluationSampler().Sample(Video(40)));
        Assert.Equal([0, 1, 1, 1], options.CreateEvaluationSampler().Sample(Video(2)));
        var drawn = options.CreateTrainingSampler().Sample(Video(40), random: new Random(3));
        Assert.Equal([0, 1, 2, 3], drawn.Select(index => index / 10));
        Assert.NotEqual([4, 14, 24, 34], drawn);
    }

    [Fact]
    public void ValidationOfDenseSamplingIsCentredAndInsideTheVideo()
    {
        foreach (var entry in FixtureData.Json("sampling/kinetics_dense.json").EnumerateArray().Where(entry => Text(entry, "mode") == "validation"))
        {
            var length = Number(entry, "length");
            var indices = new DenseSampler(Number(entry, "clip_len"), Number(entry, "rate"), SamplingMode.Validation).Sample(Video(length));
            Assert.All(indices, index => Assert.InRange(index, 0, length - 1));
            var span = Number(entry, "clip_len") * Number(entry, "rate");
            if (length > span)
                Assert.Equal((length - span) / 2, indices[0]);
        }
    }

    private static void Check(string file, JsonElement entry)
    {
        var length = Number(entry, "length");
        var info = Video(length, entry.TryGetProperty("input_fps", out var fps) ? fps.GetDouble() : 25);
        var draw = entry.TryGetProperty("draw", out var rule) ? new FixtureDraw(rule.GetString()!, FixtureData.Manifest.Seed) : null;
        var sampler = Sampler(file, entry);
        if (entry.TryGetProperty("error", out _))
        {
            // The reference fails on such a video; ours gives frames that exist.
            Assert.All(sampler.Sample(info, 0, draw), index => Assert.InRange(index, 0, length - 1));
            return;
        }

        var expected = entry.TryGetProperty("chunks", out var chunks) ? chunks : entry.GetProperty("indices");
        var views = expected.GetArrayLength() > 0 && expected[0].ValueKind == JsonValueKind.Array ? expected.EnumerateArray().Select(Numbers).ToArray() : [Numbers(expected)];
        Assert.Equal(views.Length, sampler.ViewCount);
        for (var view = 0; view < views.Length; view++)
        {
            var actual = sampler.Sample(info, view, draw);
            Assert.True(views[view].SequenceEqual(actual), $"{file} {entry.GetRawText()}: view {view} is {string.Join(' ', actual)}");
        }

        if (Text(entry, "draw") == "hash" && entry.TryGetProperty("draws", out var draws))
            Assert.Equal(draws.GetArrayLength(), draw!.Values.Count);
        if (expected.ValueKind == JsonValueKind.Array && entry.TryGetProperty("chunks", out _))
            Assert.Equal(Numbers(entry.GetProperty("indices")), views.SelectMany(view => view).Order());
    }

    private static FrameSampler Sampler(string file, JsonElement entry) => file switch
    {
        "kinetics_sparse" => new SparseSampler(Number(entry, "num_frames"), Mode(entry), Views(entry)),
        "kinetics_dense" => new DenseSampler(Number(entry, "clip_len"), Number(entry, "rate"), Mode(entry), Views(entry), asReference: true),
        "ssv2" => new SegmentSampler(Number(entry, "num_frames"), Mode(entry), Views(entry), frameFolder: Text(entry, "source") == "frames"),
        "pretrain_sampler" when Number(entry, "num_segments") > 1 => PretrainSampler.Sparse(Number(entry, "num_segments")),
        "pretrain_sampler" => PretrainSampler.Dense(Number(entry, "new_length"), Number(entry, "new_step")),
        _ when Text(entry, "sample").StartsWith("fps", StringComparison.Ordinal) =>
            new FixedRateSampler(double.Parse(Text(entry, "sample")[3..], System.Globalization.CultureInfo.InvariantCulture), Number(entry, "max_num_frames"), asReference: true),
        _ => new IntervalSampler(
            Number(entry, "num_frames"),
            Text(entry, "sample") == "rand",
            entry.TryGetProperty("fix_start", out var offset) && offset.ValueKind == JsonValueKind.Number ? offset.GetInt32() : null,
            asReference: true),
    };

    private static SamplingMode Mode(JsonElement entry) => Enum.Parse<SamplingMode>(Text(entry, "mode"), ignoreCase: true);

    private static int Views(JsonElement entry) => entry.TryGetProperty("test_num_segment", out var views) ? views.GetInt32() : 1;

    private static string Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private static int Number(JsonElement entry, string name) => entry.GetProperty(name).GetInt32();

    private static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetInt32())];

    private static VideoInfo Video(int length, double rate = 25) => new() { FrameCount = length, FrameRate = rate };
}
