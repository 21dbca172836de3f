using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pretraining;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>Recipes as the authors ran them, and options that contradict each other.</summary>
public sealed class PretrainingRecipeTests
{
    [Theory]
    [InlineData("umt-b16-k710", "clip-b16", 768, 0.1)]
    [InlineData("umt-l16-k710", "clip-l14", 1024, 0.2)]
    public void The_authors_recipes_are_theirs(string name, string teacher, int width, double dropPath)
    {
        var options = MaskedTeacherOptions.FromRecipe(name, "teacher.pth");
        Assert.Equal(teacher, options.Teacher!.Name);
        Assert.Equal((width, 8, 1), (options.Student.Width, options.Student.Frames, options.Student.Video!.TubeletSize));
        Assert.Equal((2048, 201, 40.0), (options.BatchSize * options.AccumulationSteps, options.Epochs, options.WarmupEpochs!.Value));
        Assert.Equal((0.9, 0.95, 0.05, dropPath), (options.Beta1, options.Beta2, options.WeightDecay, options.DropPath));
        Assert.Equal((TokenMaskKind.Attention, 0.8, AlignmentLossKind.L2, FeatureNorm.L2), (options.EffectiveMask, options.MaskRatio, options.Loss, options.FeatureNorm));
        var plan = new PretrainingPlan(options);
        Assert.Equal(6, plan.AlignedLayers);
        // Section 9.1: 1.5e-4 becomes 1.2e-3, 1e-5 becomes 8e-5; the warm-up begins at 0 (golden numbers A8).
        var schedule = plan.LearningRate(100);
        Assert.Equal(0, schedule[0]);
        Assert.Equal(1.2e-3, schedule[3999], 1e-15);
        Assert.Equal(0.0008580827595161849, schedule[10000], 1e-15);
        Assert.Equal(8.000001066119834e-5, schedule[20099], 1e-15);
    }

    [Fact]
    public void All_recipes_make_options_and_unknown_ones_are_named()
    {
        Assert.All(PretrainingRecipes.All, recipe => _ = new PretrainingPlan(MaskedTeacherOptions.FromRecipe(recipe.Name, "teacher.pth")));
        Assert.Contains("umt-b16-k710", Assert.Throws<ArgumentException>(() => PretrainingRecipes.Get("umt")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contradictions_are_explained()
    {
        var teacher = ImageTeacherSource.FromClip("a.pth");
        Fails("TokenMaskKind.Attention needs a teacher", new MaskedTeacherOptions { Objective = PretrainingObjective.PixelReconstruction, Mask = TokenMaskKind.Attention });
        Fails("needs FeatureNorm.L2", new MaskedTeacherOptions { Teacher = teacher, FeatureNorm = FeatureNorm.None });
        Fails("MinimumLearningRate", new MaskedTeacherOptions { Teacher = teacher, LearningRate = 1e-6 });
        Fails("image model", new MaskedTeacherOptions { Teacher = teacher, Student = ModelPresets.Get("vit-ti16-augreg") });
        Fails("reaches below the first", new MaskedTeacherOptions { Teacher = teacher, AlignedLayers = 13 });
        Fails("MaskedTeacherOptions.MaskRatio must be from 0.01 to 0.99", () => new MaskedTeacherOptions { MaskRatio = 1 });
        Fails("MaskedTeacherOptions.Epochs must be from 1", () => new MaskedTeacherOptions { Epochs = 0 });
    }

    private static void Fails(string message, MaskedTeacherOptions options) => Fails(message, () => new MLContext().Umt().Trainers.MaskedTeacher(options));

    private static void Fails(string message, Func<object> action) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
