using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Tests.VideoText;

public sealed class VideoTextRecipeTests
{
    [Fact]
    public void Every_recipe_makes_options_whose_parts_exist()
    {
        Assert.Equal(6 + 8 * 6 + 10, VideoTextRecipes.All.Count);
        foreach (var recipe in VideoTextRecipes.All)
        {
            var preset = VideoTextPresets.Get(recipe.Model);
            Assert.NotNull(preset.Source);
            if (recipe.Kind == VideoTextRecipeKind.ZeroShot)
            {
                Assert.Throws<ArgumentException>(recipe.ToOptions);
                Assert.Equal(4, VideoTextScoringOptions.FromRecipe(recipe.Name, "weights", "vocabulary").Frames);
                continue;
            }
            var options = VideoTextOptions.FromRecipe(recipe.Name);
            Assert.Equal(recipe.PairsPerStep, options.BatchSize * options.AccumulationSteps);
            Assert.Equal(recipe.LearningRate, options.LearningRate);
            Assert.Equal(recipe.TextLength, options.TextLength);
        }
        Assert.Equal(VideoTextRecipes.All.Count, VideoTextRecipes.All.Select(recipe => recipe.Name).Distinct().Count());
    }

    [Fact]
    public void Numbers_are_the_authors()
    {
        var pretraining = VideoTextRecipes.Get("pretrain-l16-25m");
        Assert.Equal((10, 1.0, 4096, 1e-4, 0.2, 4, 32), (pretraining.Epochs, pretraining.WarmupEpochs, pretraining.PairsPerStep, pretraining.LearningRate, pretraining.DropPath, pretraining.Frames, pretraining.TextLength));
        Assert.Equal("webvid_10m_train", pretraining.TrainingSets[0]);
        var didemo = VideoTextRecipes.Get("DIDEMO-l16-25m");
        Assert.Equal((4e-5, 5, 0.2, 64, CaptionUse.Paragraph, 30.0), (didemo.LearningRate, didemo.Epochs, didemo.DropPath, didemo.TextLength, didemo.Captions, didemo.LongestVideo!.Value.TotalSeconds));
        Assert.Equal((1e-5, 0.0, 3), (VideoTextRecipes.Get("msvd-l16-5m").LearningRate, VideoTextRecipes.Get("msvd-l16-5m").WarmupEpochs, VideoTextRecipes.Get("msvd-l16-5m").Epochs));
        Assert.Equal(96, VideoTextRecipes.Get("zeroshot-lsmdc-l16").TextLength);
        Assert.Contains("msvd-b16-5m", Assert.Throws<ArgumentException>(() => VideoTextRecipes.Get("none")).Message, StringComparison.Ordinal);
    }
}
