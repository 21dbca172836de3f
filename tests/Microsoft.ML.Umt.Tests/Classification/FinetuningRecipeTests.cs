using System.Globalization;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Classification;
using Microsoft.ML.Umt.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Classification;

/// <summary>The authors' recipes as data (spec umt-single, 9.2), and that options made of them say the same.</summary>
public sealed class FinetuningRecipeTests : IDisposable
{
    // name, start, frames x resolution, batch a GPU, clips of a video, epochs, warm-up, base rate, effective rate, drop path, layer decay, weight decay, recomputed blocks, segments x crops
    private const string Table = """
        umt-b16-k710    umt-b16      8 224 16 2 35 2 2e-4 4e-4 .1 .75 .05 0  4 3
        umt-l16-k710    umt-l16      8 224 16 2 20 2 1e-4 2e-4 .2 .85 .05 12 4 3
        umt-b16-k400    umt-b16-k710 8 224 16 2 5  1 2e-5 4e-5 .1 .75 .05 0  4 3
        umt-b16-k600    umt-b16-k710 8 224 16 2 5  1 2e-5 4e-5 .1 .75 .05 0  4 3
        umt-b16-k700    umt-b16-k710 8 224 16 2 5  1 2e-5 4e-5 .1 .75 .05 0  4 3
        umt-l16-k400    umt-l16-k710 8 224 16 2 5  1 1e-5 2e-5 .2 .85 .05 12 4 3
        umt-l16-k600    umt-l16-k710 8 224 16 2 5  1 1e-5 2e-5 .2 .85 .05 12 4 3
        umt-l16-k700    umt-l16-k710 8 224 16 2 5  1 1e-5 2e-5 .2 .85 .05 12 4 3
        umt-l16-f16-k400 umt-l16-k710 16 224 8 2 5 1 1e-5 1e-5 .2 .85 .05 16 4 1
        umt-l16-f16-k600 umt-l16-k710 16 224 8 2 5 1 1e-5 1e-5 .2 .85 .05 16 4 1
        umt-l16-f16-k700 umt-l16-k710 16 224 8 2 5 1 1e-5 1e-5 .2 .85 .05 16 4 1
        umt-b16-mit     umt-b16-k400 8 224 32 1 40 5 1e-4 2e-4 .1 .75 .05 0  4 3
        umt-l16-mit     umt-l16-k400 8 224 32 1 20 5 1e-4 2e-4 .2 .85 .05 12 4 3
        umt-b16-384-mit umt-b16-k400 8 384 16 1 4  1 1e-5 1e-5 .1 .75 .1  8  4 3
        umt-l16-384-mit umt-l16-k400 8 384 8  1 4  1 1e-5 5e-6 .2 .85 .1  18 6 3
        umt-b16-ssv2    umt-b16      8 224 16 2 30 5 2e-4 4e-4 .1 .75 .05 0  2 3
        umt-l16-ssv2    umt-l16      8 224 16 2 14 4 4e-4 8e-4 .2 .85 .05 12 2 3
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("umt-recipes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Rows => [.. Table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_row_of_the_table_is_there(string row)
    {
        var cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double Number(int cell) => double.Parse(cells[cell], CultureInfo.InvariantCulture);
        var recipe = FinetuningRecipes.Get(cells[0]);
        Assert.Equal(cells[1], recipe.StartsFrom);
        Assert.Equal(Number(8 + 1), recipe.EffectiveLearningRate, 1e-12);

        var options = VideoClassificationOptions.FromRecipe(cells[0], "weights.pth", recipe.NeedsHeadRows ? "rows.json" : null);
        var finetuning = options.Finetuning;
        Assert.Equal(VideoTrainingDepth.Full, options.Depth);
        Assert.Equal("weights.pth", options.Encoder.CheckpointPath);
        Assert.Equal(
            [Number(2), Number(3), Number(4), Number(5), Number(6), Number(7), Number(8), Number(10), Number(11), Number(12), Number(13), Number(14), Number(15)],
            [
                options.Sampling!.FrameCount, options.ImageSize!.Value, options.BatchSize, finetuning.RepeatedAugmentation, options.Epochs, finetuning.WarmupEpochs!.Value,
                options.LearningRate!.Value, finetuning.DropPath, finetuning.LayerDecay!.Value, options.WeightDecay, finetuning.CheckpointedBlocks,
                options.Sampling.TemporalViews, options.SpatialCrops,
            ]);
        Assert.Equal((16, 1e-6, 1e-6, true), (finetuning.AccumulationSteps, finetuning.MinimumLearningRate, finetuning.WarmupLearningRate, finetuning.ScaleLearningRate));
        var isSsv2 = cells[0].EndsWith("ssv2", StringComparison.Ordinal);
        Assert.Equal((!isSsv2, isSsv2 ? FrameSampling.Segments : FrameSampling.Sparse), (options.Augmentation.Flip, options.Sampling.Strategy));
        Assert.Equal((0.25, 0.8, 1, 4, 7, 0.1), (options.Augmentation.RandomErasing, options.Augmentation.Mixup, options.Augmentation.CutMix, options.Augmentation.RandAugmentOperations, options.Augmentation.RandAugmentMagnitude, options.LabelSmoothing));
        Assert.Equal(cells[1].EndsWith("k710", StringComparison.Ordinal), finetuning.KeepHead);
        // What the optimiser gets is what the table calls effective, schedule and all.
        var definition = NetworkDefinition.Of(options.Encoder.Preset, options.Sampling.FrameCount, options.ImageSize, classes: 2);
        var plan = new FinetuningPlan(options, ClassifierSettings.Of(options, definition, ["a", "b"]));
        Assert.Equal(Number(9), plan.LearningRate, 1e-12);
        var schedule = plan.Schedule(100);
        var scale = Number(4) * 16 * Number(5) / 256;
        Assert.Equal(1e-6 * scale, schedule[0], 1e-12);
        Assert.Equal(Number(9), schedule[(int)(100 * Number(7)) - 1], 1e-12);
        // The preset of the same name is what comes out.
        var preset = ModelPresets.Get(cells[0]);
        Assert.Equal((preset.Frames, preset.ImageSize), (recipe.Frames, recipe.ImageSize));
        Assert.Equal(preset.Video!.Classes, ClassificationProtocols.Get(recipe.Protocol!).Classes);
    }

    [Fact]
    public void The_table_and_the_library_have_the_same_rows() =>
        Assert.Equal(Rows.Count + 3, FinetuningRecipes.All.Count);

    [Fact]
    public void Small_recipes_make_trainers()
    {
        var context = new MLContext(1);
        foreach (var recipe in FinetuningRecipes.All)
        {
            var options = VideoClassificationOptions.FromRecipe(recipe.Name, recipe.StartsFrom is null ? null : "weights.pth", recipe.NeedsHeadRows ? "rows.json" : null);
            Assert.NotNull(Classes.Trainer(context, options));
        }
        Assert.Equal(VideoTrainingDepth.Adapter, VideoClassificationOptions.FromRecipe("umt-b16-adapter", "weights.pth").Depth);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Contains("umt-b16-ssv2", Assert.Throws<ArgumentException>(() => FinetuningRecipes.Get("nonsense")).Message, StringComparison.Ordinal);
        Assert.Contains("'umt-b16-k710'", Assert.Throws<ArgumentException>(() => VideoClassificationOptions.FromRecipe("umt-b16-k400", null)).Message, StringComparison.Ordinal);
        Assert.Contains("label_mixto600.json", Assert.Throws<ArgumentException>(() => VideoClassificationOptions.FromRecipe("umt-b16-k600", "weights.pth")).Message, StringComparison.Ordinal);
        Assert.Contains("ucf101", Assert.Throws<ArgumentException>(() => ClassificationProtocols.Get("imagenet")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_of_710_classes_serves_400_and_600()
    {
        var path = Path.Combine(_folder, "k710.safetensors");
        using var k710 = new VideoTransformer(Tiny(710), seed: 1);
        SafetensorsFile.Write(path, k710.state_dict());
        var rows = Enumerable.Range(0, 600).Select(i => (i * 7) % 710).ToArray();
        var rowsFile = Path.Combine(_folder, "label_mixto600.json");
        File.WriteAllText(rowsFile, $"[{string.Join(',', rows)}]");

        using var k400 = Load(400, keep: true, null);
        Assert.Equal(k710.head!.weight![..400], k400.head!.weight!);
        using var k600 = Load(600, keep: true, rowsFile);
        Assert.Equal(k710.head.bias!.index_select(0, tensor(rows.Select(row => (long)row).ToArray())), k600.head!.bias!);
        Assert.Equal(k710.head.weight!.index_select(0, tensor(rows.Select(row => (long)row).ToArray())), k600.head.weight!);
        using var fresh = Load(400, keep: false, null);
        Assert.NotEqual(k710.head.weight![..400], fresh.head!.weight!);
        var error = Assert.Throws<CheckpointMismatchException>(() => Load(339, keep: true, null));
        Assert.Contains("head.weight", error.Message, StringComparison.Ordinal);
        var wrong = Assert.Throws<CheckpointException>(() => Load(601, keep: true, rowsFile));
        Assert.Contains("601 rows", wrong.Message, StringComparison.Ordinal);

        VideoTransformer Load(int classes, bool keep, string? headRows)
        {
            var options = Classes.Full();
            options.Encoder = VideoEncoderSource.FromCheckpoint(path, new ModelPreset { Name = "tiny", Description = "Tiny.", Video = Tiny(classes) });
            (options.Finetuning.KeepHead, options.Finetuning.HeadRowsFile) = (keep, headRows);
            return EncoderLoading.LoadForFinetuning(options, NetworkDefinition.Of(options.Encoder.Preset, 4, null, classes), 7, _ => { });
        }
    }

    [Fact]
    public void A_head_that_is_to_be_kept_must_be_there()
    {
        var path = Path.Combine(_folder, "pretrained.safetensors");
        using var pretrained = new VideoTransformer(Tiny(0), seed: 1);
        SafetensorsFile.Write(path, pretrained.state_dict().Where(entry => !entry.Key.StartsWith("fc_norm.", StringComparison.Ordinal)));
        var options = Classes.Full();
        options.Encoder = VideoEncoderSource.FromCheckpoint(path, new ModelPreset { Name = "tiny", Description = "Tiny.", Video = Tiny(400) });
        var definition = NetworkDefinition.Of(options.Encoder.Preset, 4, null, 400);
        using var fresh = EncoderLoading.LoadForFinetuning(options, definition, 7, _ => { });
        options.Finetuning.KeepHead = true;
        var error = Assert.Throws<CheckpointException>(() => EncoderLoading.LoadForFinetuning(options, definition, 7, _ => { }));
        Assert.Contains("KeepHead", error.Message, StringComparison.Ordinal);
        Assert.Contains("pretrained.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fitted_classifier_starts_the_next_one_with_its_head()
    {
        var context = new MLContext(1);
        var path = Path.Combine(_folder, "first.safetensors");
        using (var first = Classes.Trainer(context, Classes.Full(epochs: 12)).Fit(Classes.View(context, 16)))
            first.SaveCheckpoint(path);
        var options = Classes.Full(epochs: 1);
        options.Encoder = VideoEncoderSource.FromCheckpoint(path, Featurization.TinyEncoder.Video);
        options.Finetuning.KeepHead = true;
        options.LearningRate = 1e-9;
        using var second = Classes.Trainer(context, options).Fit(Classes.View(context, 4));
        var predictions = second.Predict([.. Classes.Rows(10, seed: 5).Select(row => row.Video!)]);
        Assert.All(Classes.Rows(10, seed: 5).Zip(predictions), pair => Assert.Equal(pair.First.Label, pair.Second.Label));
    }

    private static VideoTransformerConfig Tiny(int classes) => Featurization.TinyEncoder.Video.Video! with { Classes = classes };
}
