using System.Text.Json;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.VideoText;

namespace Microsoft.ML.Umt.Tests.VideoText;

/// <summary>Weight decay and learning rate of every parameter of stage 2.</summary>
public class VideoTextParameterGroupTests
{
    private const string File = "multi_tiny/optimizer_groups.json";

    [Theory]
    [InlineData("plain")]
    [InlineData("different_lr")]
    public void Every_parameter_has_the_reference_s_decay_and_rate(string variant)
    {
        var config = FixtureData.Config(File);
        var (decay, rate) = (config.GetProperty("weight_decay").GetDouble(), config.GetProperty("lr").GetDouble());
        var rates = variant == "plain" ? null : Rates(config.GetProperty("different_lr"), rate);
        using var model = new VideoTextModel(MultiFixture.Pretraining());
        var found = VideoTextParameterGroups.Build(model.named_parameters(), decay, rates)
            .SelectMany(group => group.Parameters.Select(p => (p.Name, group.WeightDecay, Rate: group.LearningRateScale * rate)))
            .ToDictionary(p => p.Name, p => (p.WeightDecay, p.Rate));
        var shapes = FixtureData.Manifest.Find(MultiFixture.Weights).Entry.GetProperty("tensors");
        var expected = FixtureData.Json(File).GetProperty(variant).EnumerateObject().ToList();
        foreach (var entry in expected)
        {
            // The teacher is no part of our model; its parameters never learn. The rule holds for its names all the same.
            var rank = shapes.GetProperty(entry.Name).GetProperty("shape").GetArrayLength();
            var (weightDecay, learningRate) = found.TryGetValue(entry.Name, out var ours)
                ? ours
                : (VideoTextParameterGroups.Decay(entry.Name, rank, decay), VideoTextParameterGroups.Scale(entry.Name, rates) * rate);
            Assert.Equal(entry.Value[0].GetDouble(), weightDecay);
            Assert.Equal(entry.Value[1].GetDouble(), learningRate, 1e-12);
        }
        Assert.Equal(expected.Select(e => e.Name).Where(name => !name.StartsWith("clip_teacher.", StringComparison.Ordinal)).Order(), found.Keys.Order());
    }

    private static List<(string, double)> Rates(JsonElement config, double rate) =>
        [.. config.GetProperty("module_names").EnumerateArray().Select(name => (name.GetString()!, config.GetProperty("lr").GetDouble() / rate))];
}
