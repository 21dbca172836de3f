using System.Text.Json;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Tests.Training;

/// <summary>Schedules, layer decay and weight-decay groups against the reference.</summary>
public sealed class ScheduleParityTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void CosineScheduleEqualsTheReference()
    {
        foreach (var entry in FixtureData.Json("schedules/cosine_scheduler.json").EnumerateArray())
        {
            var settings = entry.GetProperty("settings");
            var epochs = settings.GetProperty("epochs").GetInt32();
            var stepsPerEpoch = settings.GetProperty("niter_per_ep").GetInt32();
            var schedule = CosineSchedule.ForEpochs(
                settings.GetProperty("base_value").GetDouble(),
                settings.GetProperty("final_value").GetDouble(),
                epochs,
                stepsPerEpoch,
                Number(settings, "warmup_epochs"),
                Math.Max(0, (int)Number(settings, "warmup_steps")),
                Number(settings, "start_warmup_value"));
            Assert.Equal(epochs * stepsPerEpoch, schedule.Length);
            if (entry.TryGetProperty("error", out _))
                AssertSaneWarmup(schedule, settings);
            else
                AssertClose(entry.GetProperty("values"), step => schedule[step], settings.ToString());
        }
    }

    [Theory]
    [InlineData(1.2e-3, 8e-5, 201, 40, 0, 3999, 1.2e-3, 10000, .0008580827595161849, 8.000001066119834e-5)]
    [InlineData(4e-4, 2e-6, 35, 2, 2e-6, 199, 4e-4, 1000, .00034502307358290894, 2.0000901768194384e-6)]
    public void PublishedRecipesHaveTheirGoldenValues(
        double high, double low, int epochs, int warmup, double start, int peakStep, double peak, int step, double value, double last)
    {
        var schedule = CosineSchedule.ForEpochs(high, low, epochs, 100, warmup, startValue: start);
        Assert.Equal(start, schedule[0]);
        Assert.Equal(peak, schedule[peakStep]);
        Assert.Equal(peak, schedule[peakStep + 1], 1e-17);
        Assert.Equal(value, schedule[step], 1e-16);
        Assert.Equal(last, schedule[schedule.Length - 1], 1e-17);
    }

    [Fact]
    public void MultiModalScheduleEqualsTheReference()
    {
        foreach (var entry in FixtureData.Json("schedules/multi_scheduler.json").EnumerateArray())
        {
            var settings = entry.GetProperty("settings");
            var cycles = settings.TryGetProperty("num_cycles", out var given) ? given.GetDouble() : 0.5;
            var schedule = new MultiModalSchedule(
                settings.GetProperty("num_warmup_steps").GetInt32(), settings.GetProperty("num_training_steps").GetInt32(), Number(settings, "min_lr_multi"), cycles);
            AssertClose(entry.GetProperty("values"), step => schedule[step], settings.ToString());
        }
    }

    public static TheoryData<string> LayerDecayFiles => FixtureData.Rows("schedules", "layer_decay_*.json");

    [Theory]
    [MemberData(nameof(LayerDecayFiles))]
    public void LayerDecayEqualsTheReference(string file)
    {
        var shapes = FixtureData.Config(file).GetProperty("shapes");
        foreach (var entry in FixtureData.Json(file).EnumerateArray())
        {
            var rule = new LayerDecay(entry.GetProperty("layer_decay").GetDouble(), entry.GetProperty("num_layers").GetInt32());
            AssertClose(entry.GetProperty("values"), layer => rule.Scales[layer], file);
            foreach (var parameter in entry.GetProperty("parameters").EnumerateObject())
            {
                Assert.Equal(parameter.Value.GetProperty("layer_id").GetInt32(), rule.LayerOf(parameter.Name));
                Assert.Equal(parameter.Value.GetProperty("lr_scale").GetDouble(), rule.ScaleOf(parameter.Name), Tolerance);
                var decays = WeightDecayRule.Decays(parameter.Name, shapes.GetProperty(parameter.Name).GetArrayLength(), WeightDecayRule.FinetuneSkips);
                Assert.Equal(parameter.Value.GetProperty("weight_decay").GetDouble() > 0, decays);
            }
        }
    }

    [Fact]
    public void LayerNumbersEqualTheReference()
    {
        var file = FixtureData.Json("schedules/layer_ids.json");
        var rule = new LayerDecay(0.75, file.GetProperty("num_max_layer").GetInt32() - 2);
        Assert.All(file.GetProperty("ids").EnumerateObject(), id => Assert.Equal(id.Value.GetInt32(), rule.LayerOf(id.Name)));
    }

    [Fact]
    public void ModelsWithAnEncoderPrefixHaveTheSameLayers()
    {
        var rule = new LayerDecay(0.75, 12, prefix: "encoder.");
        Assert.Equal(0, rule.LayerOf("encoder.patch_embed.proj.weight"));
        Assert.Equal(8, rule.LayerOf("encoder.blocks.7.attn.q_bias"));
        Assert.Equal(13, rule.LayerOf("head.weight"));
        Assert.Throws<ArgumentException>(() => rule.LayerOf("encoder.blocks.12.norm1.weight"));
    }

    [Fact]
    public void WeightDecayGroupsEqualTheReference()
    {
        var config = FixtureData.Config("schedules/weight_decay_groups.json");
        foreach (var model in FixtureData.Json("schedules/weight_decay_groups.json").EnumerateObject())
        {
            var skips = config.GetProperty(model.Name.StartsWith("pretrain", StringComparison.Ordinal) ? "pretrain_skip" : "finetune_skip")
                .EnumerateArray().Select(name => name.GetString()!).ToHashSet();
            // The file names no shapes: whatever is called a norm, bias or scale vector has one dimension in these models.
            foreach (var parameter in model.Value.EnumerateObject())
                Assert.Equal(parameter.Value.GetBoolean(), WeightDecayRule.Decays(parameter.Name, RankByName(parameter.Name), skips));
        }
    }

    private static int RankByName(string name) =>
        name.Contains("norm", StringComparison.Ordinal) || name.EndsWith("_bias", StringComparison.Ordinal) || name.Contains("gamma", StringComparison.Ordinal) ? 1 : 2;

    private static void AssertSaneWarmup(CosineSchedule schedule, JsonElement settings)
    {
        var peak = settings.GetProperty("base_value").GetDouble();
        var warmup = Math.Min((int)Number(settings, "warmup_steps"), schedule.Length);
        Assert.Equal(Number(settings, "start_warmup_value"), schedule[0]);
        Assert.Equal(peak, schedule[warmup - 1]);
        Assert.All(Enumerable.Range(0, schedule.Length), step => Assert.InRange(schedule[step], 0, peak));
    }

    private static void AssertClose(JsonElement expected, Func<int, double> actual, string what)
    {
        var step = 0;
        foreach (var value in expected.EnumerateArray())
        {
            var reference = value.GetDouble();
            Assert.True(Math.Abs(reference - actual(step)) <= Tolerance * Math.Max(1e-3, Math.Abs(reference)), $"{what}, step {step}: {reference} and {actual(step)}");
            step++;
        }
    }

    private static double Number(JsonElement settings, string name) => settings.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
}
