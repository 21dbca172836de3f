using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.VideoText;

/// <summary>The golden models of spec <c>umt-multi</c>, section 14: other sizes than the fixtures', filled with sines over the sorted names.</summary>
internal static class SineModel
{
    public static VideoTextConfig Config { get; } = new()
    {
        Vision = new() { ImageSize = 32, PatchSize = 16, Frames = 2, Width = 16, Depth = 3, Heads = 2, Positions = PositionTable.Plain },
        Text = new()
        {
            VocabularySize = 60,
            Width = 16,
            Depth = 3,
            Heads = 2,
            HiddenWidth = 32,
            MaxTokens = 16,
            FusionLayer = 2,
            PadId = 0,
            StartId = 5,
            MaskId = 6,
            EndId = 6,
            UnknownId = 1,
        },
        EmbeddingWidth = 8,
        AlignedLayers = 2,
        TeacherWidth = 8,
    };

    public static ClipVisionConfig Teacher { get; } = new()
    {
        ImageSize = 32,
        PatchSize = 16,
        Width = 16,
        Depth = 3,
        Heads = 2,
        OutputWidth = 8,
        ReturnedLayers = 2,
        FeatureNorm = FeatureNorm.None,
    };

    public static (VideoTextModel Model, ClipTeacher Teacher) WithTeacher()
    {
        var (model, teacher) = (new VideoTextModel(Config, seed: 1), new ClipVisionTransformer(Teacher));
        Assert.Equal(172, Fill(model.state_dict().Concat(teacher.state_dict().Select(t => KeyValuePair.Create("clip_teacher." + t.Key, t.Value)))));
        model.eval();
        return (model, new ClipTeacher(teacher, TeacherStatistics.AsStudent));
    }

    public static QuestionAnsweringModel ForQuestions()
    {
        var model = new QuestionAnsweringModel(Config, seed: 1);
        Assert.Equal(142, Fill(model.state_dict()));
        model.eval();
        return model;
    }

    /// <summary>Clips <c>[2, 3, 2, 32, 32]</c>; the sines run over frames before channels.</summary>
    public static Tensor Clips() => (arange(2 * 2 * 3 * 32 * 32, dtype: ScalarType.Float64) * 0.05).sin().to(ScalarType.Float32)
        .reshape(2, 2, 3, 32, 32).transpose(1, 2).contiguous();

    /// <summary>Two texts of six words.</summary>
    public static Tensor Ids(params long[] ids) => tensor(ids).reshape(2, 6);

    /// <summary>Compares the first values, the last one and both sums.</summary>
    public static void Matches(Tensor actual, string what, double[] first, double? last = null, double? sum = null, double? absolute = null)
    {
        var values = actual.detach().to(ScalarType.Float64).reshape(-1);
        for (var i = 0; i < first.Length; i++)
            Assert.True(Math.Abs(first[i] - values[i].item<double>()) < 2e-6, $"{what}: value {i} is {values[i].item<double>()}, expected {first[i]}");
        foreach (var (name, expected, found) in new[] { ("last", last, values[-1]), ("sum", sum, values.sum()), ("sum of sizes", absolute, values.abs().sum()) })
        {
            if (expected is { } number)
                Assert.True(Math.Abs(number - found.item<double>()) < 2e-6 * Math.Max(20, values.numel()), $"{what}: {name} is {found.item<double>()}, expected {number}");
        }
    }

    private static int Fill(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var sorted = tensors.Where(t => t.Value.is_floating_point() && !TiedNames.IsSecond(t.Key)).OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        for (var n = 0; n < sorted.Count; n++)
        {
            var (name, target) = sorted[n];
            if (name == "temp")
            {
                target.fill_(0.07);
                continue;
            }
            var values = (arange(target.numel(), dtype: ScalarType.Float64) * 1.3 + 0.7 * n).sin() * 0.2;
            target.copy_((IsNorm(name) ? values + 1 : values).reshape(target.shape));
        }
        return sorted.Count;
    }

    private static bool IsNorm(string name)
    {
        var parts = name.Split('.');
        return parts[^1] == "weight" && parts.Length > 1 && parts[^2] is "norm" or "norm1" or "norm2" or "pool_norm" or "LayerNorm" or "ln_1" or "ln_2" or "ln_pre" or "ln_post";
    }
}
