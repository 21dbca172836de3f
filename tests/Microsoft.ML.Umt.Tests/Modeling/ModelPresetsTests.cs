using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>The presets are complete and consistent.</summary>
public class ModelPresetsTests
{
    [Fact]
    public void Every_preset_is_complete()
    {
        foreach (var preset in ModelPresets.All)
        {
            Assert.True(preset.Video is null != preset.Image is null, preset.Name);
            preset.Video?.Validate();
            preset.Image?.Validate();
            Assert.Equal(3, preset.Mean.Count);
            Assert.Equal(3, preset.Std.Count);
            Assert.Equal(preset.HasPublishedWeights, preset.Licence is not null && preset.Source is not null);
            Assert.Equal(preset.PublishedTop1 is not null, preset.Dataset is not null);
            Assert.True(preset.EstimateFlops() > 0);
            Assert.Same(preset, ModelPresets.Get(preset.Name.ToUpperInvariant()));
        }
    }

    [Theory]
    [InlineData("umt-b16-k400", "b16_ptk710_ftk710_ftk400_f8_res224", 400, 87.4)]
    [InlineData("umt-l16-f16-k700", "l16_ptk710_ftk710_ftk700_f16_res224", 700, 83.6)]
    [InlineData("umt-l16-384-mit", "l16_ptk710_ftk710_ftk400_ftmitv1_f8_res384", 339, 48.7)]
    [InlineData("umt-b16-ssv2", "b16_ptk710_ftk710_ftssv2_f8_res224", 174, 70.8)]
    public void Published_models_name_their_file_classes_and_accuracy(string name, string file, int classes, double top1)
    {
        var preset = ModelPresets.Get(name);
        Assert.Equal(file, preset.SourceFile);
        Assert.Equal(classes, preset.Video!.Classes);
        Assert.Equal(top1, preset.PublishedTop1);
    }

    [Fact]
    public void Unknown_names_are_answered_with_the_known_ones() =>
        Assert.Contains("umt-b16-k400", Assert.Throws<ArgumentException>(() => ModelPresets.Get("umt-z99")).Message);
}
