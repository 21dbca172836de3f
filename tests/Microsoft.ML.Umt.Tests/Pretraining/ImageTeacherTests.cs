using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pretraining;
using Microsoft.ML.Umt.Tests.Support;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>Teachers behind the common interface: features, attention, statistics, and the layouts that CLIP comes in.</summary>
public sealed class ImageTeacherTests : IDisposable
{
    private const string RealWeights = "weights/vit_tiny_patch16_224_augreg/vit_tiny_patch16_224_augreg.safetensors";

    private readonly TinyPretraining _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void An_image_transformer_gives_its_normed_patches_and_its_class_attention()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var module = TinyPretraining.Filled(new ImageTransformer(TinyPretraining.Image.Image! with { Classes = 0 }, seed: 3));
        using var teacher = new ImageTransformerTeacher(module, layers: 2, interval: 1, FeatureNorm.None, TeacherStatistics.AsStudent);
        using var random = new Generator(9, CPU);
        var clips = randn([2, 3, 4, 24, 24], generator: random);
        var (features, attention) = teacher.LookEverywhere(clips);
        Assert.Equal([2, 2, 4 * 9, 20], features.shape);
        Assert.Equal([2 * 4, 9], attention.shape);

        // Frame 2 of clip 1, by the module's own forward pass.
        var frame = clips[1].select(1, 2).unsqueeze(0);
        var tokens = module.ForwardTokens(frame)[0];
        Assert.True(allclose(tokens.narrow(0, 1, 9), features[1][1].narrow(0, 2 * 9, 9), atol: 1e-5));

        // The attention by its definition.
        var last = module.blocks[1];
        var input = last.norm1.call(module.blocks[0].call(module.Embed(frame)));
        var projected = nn.functional.linear(input, last.attn.qkv.weight!, last.attn.qkv.bias)[0];
        var expected = zeros(9);
        for (var head = 0; head < 2; head++)
        {
            var query = projected.narrow(1, head * 10, 10)[0];
            var keys = projected.narrow(1, 20 + (head * 10), 10);
            expected += (keys.mv(query) / Math.Sqrt(10)).softmax(0).narrow(0, 1, 9) / 2;
        }
        Assert.True(allclose(expected, attention[(1 * 4) + 2], atol: 1e-5));
    }

    [Fact]
    public void Statistics_are_exchanged()
    {
        using var scope = NewDisposeScope();
        var pixels = rand([1, 3, 2, 4, 4]);
        static Tensor Normalised(Tensor pixels, float mean, float std) => (pixels - mean) / std;
        var statistics = new TeacherStatistics([.4f, .4f, .4f], [.2f, .2f, .2f], [.5f, .5f, .5f], [.3f, .3f, .3f]);
        Assert.True(allclose(Normalised(pixels, .5f, .3f), statistics.Apply(Normalised(pixels, .4f, .2f)), atol: 1e-5));
    }

    [Theory]
    [InlineData("extracted")]
    [InlineData("openai")]
    [InlineData("huggingface")]
    [InlineData("openclip")]
    [InlineData("timm")]
    [InlineData("openclip-timm")]
    public void Every_layout_of_CLIP_gives_the_same_teacher(string layout)
    {
        using var scope = NewDisposeScope();
        using var original = TinyPretraining.Filled(new ClipVisionTransformer(TinyPretraining.Clip with { ReturnedLayers = 2 }));
        var path = Path.Combine(_tiny.Folder, layout + ".safetensors");
        SafetensorsFile.Write(path, layout switch
        {
            "openai" => ClipLayouts.OpenAi(original),
            "huggingface" => ClipLayouts.HuggingFace(original),
            "openclip" => ClipLayouts.OpenClip(original),
            "timm" => ClipLayouts.Timm(original),
            "openclip-timm" => ClipLayouts.Timm(original, "visual.trunk.", "visual.head.proj."),
            _ => original.state_dict(),
        });
        // The student's 4 x 4 grid is CLIP's own here, so nothing is resized.
        using var teacher = ImageTeacherSource.FromClip(path, TinyPretraining.Clip).Load(TinyPretraining.Student, 2, 1, FeatureNorm.L2, _ => { });
        var clips = rand([1, 3, 4, 16, 16]);
        var (features, attention) = teacher.LookEverywhere(clips);
        var (expectedFeatures, expectedAttention) = original.call(clips);
        Assert.True(allclose(expectedFeatures, features, atol: 1e-6));
        Assert.True(allclose(expectedAttention, attention, atol: 1e-6));
    }

    [Theory]
    [InlineData("clip-l14", 16)]
    [InlineData("clip-l14-336", 24)]
    public void Teachers_of_another_grid_are_cut_to_the_student_s(string name, int side)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        // The published sizes, but for the depth: what is loaded is the table of another number of patches.
        var config = (name == "clip-l14" ? ClipVisionConfig.L14 : ClipVisionConfig.L14At336) with { Depth = 2, Width = 32, Heads = 2, OutputWidth = 24 };
        using var published = TinyPretraining.Filled(new ClipVisionTransformer(config with { ImageSize = side * 14, ReturnedLayers = 1 }));
        var path = Path.Combine(_tiny.Folder, name + ".safetensors");
        SafetensorsFile.Write(path, ClipLayouts.OpenAi(published));
        var student = TinyPretraining.Student with { Video = new() { Frames = 1 } };
        var log = new List<string>();
        using var teacher = ImageTeacherSource.FromClip(path, config).Load(student, 1, 1, FeatureNorm.L2, log.Add);
        Assert.Contains("100.0", Assert.Single(log), StringComparison.Ordinal);
        // Frames of 224 pixels, as the student has them: the teacher resizes them to 196 and cuts 14 x 14 patches, too.
        var (features, attention) = teacher.LookEverywhere(rand([1, 3, 1, 224, 224]));
        Assert.Equal([1, 1, 196, 24], features.shape);
        Assert.Equal([1, 196], attention.shape);
    }

    [Fact]
    public void Open_clip_s_own_weights_have_another_activation()
    {
        using var scope = NewDisposeScope();
        var config = TinyPretraining.Clip with { QuickGelu = false };
        using var original = TinyPretraining.Filled(new ClipVisionTransformer(config));
        var path = Path.Combine(_tiny.Folder, "laion.safetensors");
        SafetensorsFile.Write(path, ClipLayouts.OpenClip(original));
        var clips = rand([1, 3, 4, 16, 16]);
        Tensor Look(ClipVisionConfig activation)
        {
            using var teacher = ImageTeacherSource.FromClip(path, activation).Load(TinyPretraining.Student, 2, 1, FeatureNorm.L2, _ => { });
            return teacher.LookEverywhere(clips).Features;
        }

        Assert.True(allclose(original.call(clips).Features, Look(config), atol: 1e-6));
        Assert.False(allclose(original.call(clips).Features, Look(config with { QuickGelu = true }), atol: 1e-4));
    }

    [Fact]
    public void Positions_follow_the_student_s_grid()
    {
        var student = TinyPretraining.Student with { Video = TinyPretraining.Student.Video! with { ImageSize = 48 } };
        using var scope = NewDisposeScope();
        foreach (var source in (ImageTeacherSource[])[_tiny.Options().Teacher!, _tiny.ImageTeacher()])
        {
            using var teacher = source.Load(student, 1, 1, FeatureNorm.L2, _ => { });
            var (features, attention) = teacher.LookEverywhere(rand([1, 3, 2, 48, 48]));
            Assert.Equal([1, 1, 2 * 36, teacher.FeatureWidth], features.shape);
            Assert.Equal([2, 36], attention.shape);
        }
    }

    /// <summary>Without its own statistics CLIP sees ImageNet's, as in the authors' code, also beside a student that sees others.</summary>
    [Fact]
    public void CLIP_sees_the_statistics_of_the_authors()
    {
        using var scope = NewDisposeScope();
        var usual = TinyPretraining.Student;
        var half = usual with { Mean = [0.5f, 0.5f, 0.5f], Std = [0.5f, 0.5f, 0.5f] };
        var bytes = randint(0, 256, [1, 1, 4, 32, 32, 3], ScalarType.Byte);
        Tensor Look(ModelPreset student)
        {
            using var teacher = _tiny.Options().Teacher!.Load(student, 2, 1, FeatureNorm.L2, _ => { });
            return teacher.LookEverywhere(new ClipNormalization(student.Mean, student.Std).Apply(bytes, CPU)).Features;
        }

        Assert.True(allclose(Look(usual), Look(half), atol: 1e-5));
    }

    [SharedFact(RealWeights)]
    public void A_published_image_model_teaches()
    {
        using var scope = NewDisposeScope();
        var options = MaskedTeacherOptions.FromRecipe("umt-ti16-small", SharedData.Path(RealWeights));
        var log = new List<string>();
        using var teacher = options.Teacher!.Load(options.Student, 6, 1, FeatureNorm.L2, log.Add);
        Assert.Contains("tensors loaded, 100.0", Assert.Single(log), StringComparison.Ordinal);
        var (features, attention) = teacher.LookEverywhere(rand([1, 3, 1, 224, 224]));
        Assert.Equal([6, 1, 196, 192], features.shape);
        Assert.True(allclose(ones(6, 1, 196), features.norm(-1), atol: 1e-5));
        // The class token keeps a share of its attention for itself.
        var sum = attention.sum(1).item<float>();
        Assert.InRange(sum, 0.2, 0.9999);
    }

    [Fact]
    public void Bad_sources_are_named()
    {
        Assert.Contains("clip-l14", Assert.Throws<ArgumentException>(() => ImageTeacherSource.FromClip("a.pth", "clip-x")).Message, StringComparison.Ordinal);
        Assert.Contains("video model", Assert.Throws<ArgumentException>(() => ImageTeacherSource.FromImageModel("a.pth", "umt-b16")).Message, StringComparison.Ordinal);
        var options = _tiny.Options();
        options.Teacher = ImageTeacherSource.FromClip("/nowhere/vit_b16.pth", TinyPretraining.Clip);
        Assert.Contains("vit_b16.pth", Assert.Throws<FileNotFoundException>(() => _tiny.Fit(options)).Message, StringComparison.Ordinal);
    }
}
