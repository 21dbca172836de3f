using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Pretraining;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>Counts, structure, frequencies and reproducibility of the three masks.</summary>
public class TokenMaskingTests
{
    private const int Draws = 20000;

    public static TheoryData<int> Counts => [.. Enumerable.Range(0, FixtureData.Json("masks/mask_counts.json").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Visible_counts_match_the_reference(int entry)
    {
        using var scope = NewDisposeScope();
        var expected = FixtureData.Json("masks/mask_counts.json")[entry];
        int[] window = [.. expected.GetProperty("window").EnumerateArray().Select(e => e.GetInt32())];
        var (frames, patches) = (window[0], window[1] * window[2]);
        double ratio = expected.GetProperty("mask_ratio").GetDouble();
        using var generator = new Generator(1, CPU);

        var tube = TokenMasking.Tube(2, frames, patches, ratio, generator, CPU);
        Assert.Equal(frames * patches - expected.GetProperty("tube_masked").GetInt32(), tube.shape[1]);
        var random = TokenMasking.Random(2, frames, patches, ratio, generator, CPU);
        Assert.Equal(frames * patches - expected.GetProperty("random_masked").GetInt32(), random.shape[1]);
        var attention = TokenMasking.Attention(rand(2 * frames, patches), frames, ratio, generator);
        Assert.Equal(frames * expected.GetProperty("attention_visible_per_frame").GetInt32(), attention.shape[1]);
        foreach (var drawn in new[] { tube, random, attention })
            AssertAscendingWithin(drawn, frames * patches);
    }

    [Fact]
    public void A_tube_has_the_same_positions_in_every_frame()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5, CPU);
        var drawn = TokenMasking.Tube(3, 4, 10, 0.5, generator, CPU).reshape(3, 4, 5);
        var first = drawn.slice(1, 0, 1, 1);
        var offsets = (arange(4, dtype: ScalarType.Int64) * 10).reshape(1, 4, 1);
        Assert.Equal(0, (drawn - offsets - first).abs().max().item<long>());
    }

    [Fact]
    public void The_same_seed_draws_the_same_mask()
    {
        using var scope = NewDisposeScope();
        var weights = rand(8, 49);
        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));

        long[] Draw(ulong seed)
        {
            using var generator = new Generator(seed, CPU);
            return TokenMasking.Attention(weights, 4, 0.8, generator).data<long>().ToArray();
        }
    }

    [Fact]
    public void Attention_inclusion_frequencies_are_those_of_drawing_without_replacement()
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Read(FixtureData.Path("masks/attention_mask_stats.safetensors"));
        var config = FixtureData.Config("masks/attention_mask_stats.safetensors");
        using var generator = new Generator(11, CPU);
        foreach (var part in config.EnumerateObject())
        {
            double ratio = part.Value.GetProperty("mask_ratio").GetDouble();
            var reference = expected.Tensors[$"{part.Name}.visible_frequency"];
            int references = part.Value.GetProperty("draws").GetInt32();
            var measured = Frequencies(expected.Tensors[$"{part.Name}.attn"], ratio, generator);
            // Both sides are estimates, so their variances add up.
            var error = (reference * (1 - reference) * (1.0 / references + 1.0 / Draws)).sqrt();
            double worst = ((measured - reference).abs() - 4 * error).max().item<float>();
            Assert.True(worst <= 1e-6, $"case {part.Name}: a frequency is {worst:E2} beyond four standard errors");
            Assert.Equal(0, (measured * (expected.Tensors[$"{part.Name}.attn"] == 0).to(ScalarType.Float32)).max().item<float>());
        }
    }

    private static Tensor Frequencies(Tensor attention, double ratio, Generator generator)
    {
        using var scope = NewDisposeScope();
        var (rows, patches) = (attention.shape[0], attention.shape[1]);
        // Every draw is one clip of one frame, so that all draws are one call.
        var many = attention.unsqueeze(0).expand(Draws, rows, patches).reshape(-1, patches);
        var visible = TokenMasking.Attention(many, 1, ratio, generator);
        var hits = zeros(many.shape[0], patches).scatter_(1, visible, ones(visible.shape));
        return hits.reshape(Draws, rows, patches).mean([0]).MoveToOuterDisposeScope();
    }

    private static void AssertAscendingWithin(Tensor indices, int tokens)
    {
        Assert.True((indices.diff(dim: 1) > 0).all().item<bool>());
        Assert.InRange(indices.min().item<long>(), 0, tokens - 1);
        Assert.InRange(indices.max().item<long>(), 0, tokens - 1);
    }
}
