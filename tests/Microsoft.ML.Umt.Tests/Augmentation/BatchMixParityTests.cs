using System.Text.Json;
using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Support;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Augmentation;

/// <summary>Mixup and cutmix against the reference, over every case of every <c>mixup*</c> fixture.</summary>
public sealed class BatchMixParityTests
{
    public static TheoryData<string> Files => FixtureData.Rows("transforms", "mixup*.safetensors");

    [Theory]
    [MemberData(nameof(Files))]
    public void MixedClipsAndTargetsEqualTheReference(string file)
    {
        NativeRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var tensors = new FixtureTensors(file);
        var config = FixtureData.Config(file);
        var shape = Array.ConvertAll(tensors.Shape("input.video"), n => (long)n);
        var clips = tensor(tensors.Floats("input.video")).reshape(shape);
        var labels = tensor(tensors.Longs("input.label"));
        var size = new FrameSize((int)shape[^2], (int)shape[^1]);
        foreach (var entry in config.GetProperty("cases").EnumerateObject())
        {
            var draws = Draws(entry, (int)shape[0], size);
            var mixed = BatchMix.MixClips(clips, draws);
            var targets = BatchMix.MixTargets(labels, config.GetProperty("classes").GetInt32(), entry.Value.GetProperty("smoothing").GetDouble(), draws);
            Assert.True(Clips.MaxDifference(tensors.Floats($"{entry.Name}.video"), mixed.data<float>().ToArray()) <= 1e-6f, entry.Name);
            Assert.True(Clips.MaxDifference(tensors.Floats($"{entry.Name}.target"), targets.data<float>().ToArray()) <= 1e-6f, entry.Name);
        }
    }

    private static MixDraw[] Draws(JsonProperty entry, int count, FrameSize size)
    {
        var (name, settings) = (entry.Name, entry.Value);
        if (settings.TryGetProperty("lam_drawn", out var drawn))
        {
            var cut = Cut(drawn.GetDouble(), settings.GetProperty("centre_yx"), size, settings.TryGetProperty("lam_corrected", out var corrected));
            var box = settings.GetProperty("box_yl_yh_xl_xh").EnumerateArray().Select(e => e.GetInt32()).ToArray();
            Assert.Equal(new CropBox(box[0], box[2], box[1] - box[0], box[3] - box[2]), cut.Box);
            if (corrected.ValueKind == JsonValueKind.Number)
                Assert.Equal(corrected.GetDouble(), cut.Lambda, 1e-12);
            return Enumerable.Repeat(cut, count).ToArray();
        }
        var lambda = settings.GetProperty("lam");
        if (lambda.ValueKind == JsonValueKind.Number)
            return Enumerable.Repeat(new MixDraw(lambda.GetDouble()), count).ToArray();
        // Of a pair, both sides have the draw of the first.
        var lambdas = lambda.EnumerateArray().Select(e => (double)e.GetSingle()).ToArray();
        var cutmix = settings.TryGetProperty("use_cutmix", out var flags) ? flags.EnumerateArray().Select(e => e.GetBoolean()).ToArray() : null;
        var centres = settings.TryGetProperty("centres_yx", out var given) ? new Queue<JsonElement>(given.EnumerateArray()) : null;
        Assert.True(lambdas.Length == count || name.StartsWith("pair", StringComparison.Ordinal), name);
        var draws = lambdas.Select((l, i) => cutmix?[i] == true ? Cut(l, centres!.Dequeue(), size, correct: true) : new MixDraw(l)).ToArray();
        return lambdas.Length == count ? draws : [.. draws, .. draws.Reverse()];
    }

    private static MixDraw Cut(double lambda, JsonElement centre, FrameSize size, bool correct) =>
        MixDraw.Cutmix(lambda, size, centre[0].GetInt32(), centre[1].GetInt32(), correct);
}
