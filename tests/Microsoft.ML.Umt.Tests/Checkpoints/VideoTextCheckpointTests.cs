using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.Tests.VideoText;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Checkpoints;

/// <summary>Stage-2 files in every form, and what else the towers start from.</summary>
public class VideoTextCheckpointTests
{
    private const string Folder = "checkpoints_multi";

    [SharedTheory("fixtures/checkpoints_multi")]
    [InlineData("pretrain_full.pth", 0)]
    [InlineData("plain.pth", 0)]
    [InlineData("module.pth", 0)]
    [InlineData("legacy.pth", 0)]
    [InlineData("plain_float16.pth", 1e-3)]
    [InlineData("bfloat16.pth", 1e-2)]
    public void Every_form_of_the_pretraining_file_loads_into_every_model(string file, double rounding)
    {
        using var scope = NewDisposeScope();
        var path = FixtureData.Path($"{Folder}/{file}");
        using var expected = MultiFixture.Model();
        using var model = new VideoTextModel(MultiFixture.Pretraining(), seed: 3);
        var report = CheckpointLoader.Load(model, path);
        Assert.Equal(1, report.LoadedFraction);
        Assert.All(report.Unexpected, finding => Assert.StartsWith("clip_teacher.", finding.Key, StringComparison.Ordinal));
        foreach (var (name, tensor) in expected.state_dict())
            Near.Equal(tensor, model.state_dict()[name], rounding, name);

        using var teacher = new ClipVisionTransformer(MultiFixture.Teacher());
        Assert.Equal(1, CheckpointLoader.Load(teacher, path).LoadedFraction);

        using var retrieval = new VideoTextModel(MultiFixture.Pretraining().ForRetrieval(), seed: 3);
        Assert.Equal(1, CheckpointLoader.Load(retrieval, path).LoadedFraction);
        Near.Equal(expected.Text.encoder.layer[^1].output.dense.weight!, retrieval.Text.encoder.layer[^1].output.dense.weight!, rounding, "text encoder");

        using var answers = new QuestionAnsweringModel(MultiFixture.Pretraining(), seed: 3);
        Assert.True(CheckpointLoader.Load(answers, path).IsClean);
    }

    [Theory]
    [InlineData("retrieval")]
    [InlineData("question_answering")]
    public void Names_map_as_the_reference_s_do(string target)
    {
        var mapping = FixtureData.Json($"{Folder}/finetune_mapping.json").GetProperty(target);
        var fusionLayer = FixtureData.Config($"{Folder}/finetune_mapping.json").GetProperty("fusion_layer").GetInt32();
        var shapes = FixtureData.Manifest.Find(MultiFixture.Weights).Entry.GetProperty("tensors");
        var ours = new Dictionary<string, string>();
        foreach (var source in shapes.EnumerateObject().Select(t => t.Name))
        {
            IEnumerable<string> names = target == "retrieval" ? [VideoTextNames.InVideoText(source, languageHead: false)] : VideoTextNames.InQuestionAnswering(source, fusionLayer);
            foreach (var name in names)
                ours.Add(name, source);
        }
        foreach (var entry in mapping.GetProperty("loaded").EnumerateObject())
            Assert.Equal(First(entry.Value.GetString()!), First(ours[entry.Name]));
        var loaded = mapping.GetProperty("loaded").EnumerateObject().Select(entry => entry.Name).ToHashSet();
        var used = ours.Where(pair => loaded.Contains(pair.Key)).Select(pair => pair.Value).ToHashSet();
        // Tied tensors count as used under either name.
        var unused = mapping.GetProperty("unused").EnumerateArray().Select(name => name.GetString()!).Where(name => !TiedNames.IsSecond(name)).ToList();
        Assert.All(unused, name => Assert.DoesNotContain(name, used));
        Assert.Empty(mapping.GetProperty("not_in_checkpoint").EnumerateArray());

        static string First(string name) => name switch
        {
            _ when name.EndsWith(TiedNames.Weight, StringComparison.Ordinal) => name.Replace(TiedNames.Weight, "bert.embeddings.word_embeddings.weight", StringComparison.Ordinal),
            _ when name.EndsWith(TiedNames.Bias, StringComparison.Ordinal) => name.Replace(TiedNames.Bias, "cls.predictions.bias", StringComparison.Ordinal),
            _ => name,
        };
    }

    [Fact]
    public void The_decoder_starts_as_the_fusion_layers_and_says_what_it_could_not_take()
    {
        using var file = new SavedModel(MultiFixture.Model());
        var config = MultiFixture.Pretraining();
        using var answers = new QuestionAnsweringModel(config, seed: 3);
        var report = CheckpointLoader.Load(answers, file.Path);
        using var source = MultiFixture.Model();
        Near.Equal(source.Text.encoder.layer[config.Text.FusionLayer].output.dense.weight!, answers.text_decoder.bert.encoder.layer[0].output.dense.weight!, 0, "layer");
        Near.Equal(source.Text.embeddings.word_embeddings.weight, answers.text_decoder.bert.embeddings.word_embeddings.weight, 0, "words");
        var widthsDiffer = config.Vision.Width != config.Text.Width;
        Assert.Equal(widthsDiffer ? 2 * config.Text.FusionLayers : 0, report.Missing.Count);
        Assert.All(report.Missing, finding => Assert.Contains("question", finding.Explanation));
    }

    [Fact]
    public void A_retrieval_file_goes_back_into_pretraining_and_into_question_answering()
    {
        var config = MultiFixture.Pretraining();
        using var file = new SavedModel(MultiFixture.Model(config.ForRetrieval()));
        using var model = new VideoTextModel(config, seed: 3);
        var report = CheckpointLoader.Load(model, file.Path);
        Assert.True(report.IsClean);
        Assert.Contains(report.Missing, finding => finding.Key.Contains("cls.predictions", StringComparison.Ordinal));
        Assert.Contains(report.Missing, finding => finding.Key.Contains("clip_decoder", StringComparison.Ordinal));
        using var answers = new QuestionAnsweringModel(config, seed: 3);
        Assert.True(CheckpointLoader.Load(answers, file.Path).IsClean);
    }

    [Fact]
    public void The_vision_tower_starts_from_stage_1_wrapped_or_not()
    {
        using var scope = NewDisposeScope();
        var config = MultiFixture.Pretraining();
        using var student = new MaskedVideoTransformer(new()
        {
            Encoder = config.Vision,
            AlignedLayers = config.AlignedLayers,
            LayerInterval = config.LayerInterval,
            TeacherWidth = config.TeacherWidth,
        }, seed: 1);
        using var file = new SavedModel(student.state_dict());
        using var model = new VideoTextModel(config, seed: 3);
        var report = VideoTextCheckpoints.LoadVision(model, file.Path);
        Assert.Equal(["pool_norm.weight", "pool_norm.bias"], report.Missing.Select(finding => finding.Key));
        Near.Equal(student.clip_decoder[0].head.weight!, model.vision_encoder.clip_decoder![0].head.weight!, 0, "decoder");
        Near.Equal(student.encoder.norm.weight!, model.vision_encoder.encoder.norm.weight!, 0, "norm");

        // Another teacher: the decoders start fresh, the encoder does not.
        using var other = new VideoTextModel(config with { TeacherWidth = config.TeacherWidth + 4 }, seed: 3);
        Assert.Contains(VideoTextCheckpoints.LoadVision(other, file.Path).Missing, finding => finding.Key.StartsWith("clip_decoder.", StringComparison.Ordinal));
        using var answers = new QuestionAnsweringModel(config, seed: 3);
        Assert.Equal(1, VideoTextCheckpoints.LoadVision(answers, file.Path).LoadedFraction);
    }

    [Fact]
    public void The_vision_tower_starts_from_an_image_model_whose_frames_it_then_sees_alike()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var image = new ImageTransformerConfig { ImageSize = 32, Width = 24, Depth = 2, Heads = 2, Classes = 5 };
        using var source = new ImageTransformer(image, seed: 1);
        source.eval();
        using var file = new SavedModel(source.state_dict());
        var smallest = VideoTextPresets.Get(VideoTextPresets.Smallest).Config.ForRetrieval();
        using var model = new VideoTextModel(smallest with
        {
            Vision = new() { ImageSize = 32, Frames = 2, Width = 24, Depth = 2, Heads = 2, Positions = PositionTable.Learnable },
        }, seed: 3);
        model.eval();
        var report = VideoTextCheckpoints.LoadVision(model, file.Path);
        Assert.True(report.IsClean, report.ToString());
        Assert.Equal(["pool_norm.weight", "pool_norm.bias"], report.Missing.Select(finding => finding.Key));

        // Patches of each frame with their positions are the image model's.
        var picture = rand([1, 3, 32, 32], generator: new Generator(1, CPU));
        var embedded = source.Embed(picture).narrow(1, 1, 4);
        var encoder = model.vision_encoder.encoder;
        var tokens = encoder.patch_embed.call(stack([picture, picture], 2)) + encoder.pos_embed!;
        Near.Equal(cat([embedded, embedded], 1), tokens, 1e-5, "tokens");
    }

    [SharedFact("weights/vit_tiny_patch16_224_augreg/vit_tiny_patch16_224_augreg.safetensors")]
    public void The_real_image_model_starts_the_small_preset()
    {
        var preset = VideoTextPresets.Get("umt-vt-ti16-112");
        using var model = new VideoTextModel(preset.Config.ForRetrieval(), seed: 1);
        var report = VideoTextCheckpoints.LoadVision(model, SharedData.Path("weights/vit_tiny_patch16_224_augreg/vit_tiny_patch16_224_augreg.safetensors"));
        Assert.True(report.IsClean, report.ToString());
        Assert.True(report.LoadedFraction > 0.99);
    }

    [Theory]
    [InlineData("bert.", "weight", "bias")]
    [InlineData("", "weight", "bias")]
    [InlineData("bert.", "gamma", "beta")]
    public void Text_towers_start_from_hugging_face_s_bert(string prefix, string weight, string bias)
    {
        using var scope = NewDisposeScope();
        var config = MultiFixture.Pretraining();
        using var source = new ModuleOwner(random => new BertLanguageModel(config.Text with { FusionLayer = config.Text.Depth }, 1, random));
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (name, tensor) in source.Module.state_dict())
        {
            if (TiedNames.IsSecond(name) || name.EndsWith("position_ids", StringComparison.Ordinal) || (prefix.Length == 0 && name.StartsWith("cls.", StringComparison.Ordinal)))
                continue;
            var key = name.Contains("LayerNorm", StringComparison.Ordinal)
                ? name.Replace("LayerNorm.weight", "LayerNorm." + weight, StringComparison.Ordinal).Replace("LayerNorm.bias", "LayerNorm." + bias, StringComparison.Ordinal)
                : name;
            tensors[key.StartsWith("bert.", StringComparison.Ordinal) ? prefix + key["bert.".Length..] : key] = tensor;
        }
        tensors[prefix + "pooler.dense.weight"] = zeros(config.Text.Width, config.Text.Width);
        tensors["cls.seq_relationship.weight"] = zeros(2, config.Text.Width);
        using var file = new SavedModel(tensors);

        using var model = new VideoTextModel(config, seed: 3);
        var report = VideoTextCheckpoints.LoadText(model, file.Path);
        Assert.True(report.IsClean, report.ToString());
        Assert.Contains(report.Unexpected, finding => finding.Key.Contains("pooler", StringComparison.Ordinal));
        Near.Equal(source.Module.bert.encoder.layer[^1].output.LayerNorm.weight!, model.Text.encoder.layer[^1].output.LayerNorm.weight!, 0, "norm");
        using var retrieval = new VideoTextModel(config.ForRetrieval(), seed: 3);
        Assert.True(VideoTextCheckpoints.LoadText(retrieval, file.Path).IsClean);

        using var answers = new QuestionAnsweringModel(config, seed: 3);
        var (encoder, decoder) = VideoTextCheckpoints.LoadText(answers, file.Path);
        Assert.True(encoder.IsClean && decoder.IsClean);
        Near.Equal(source.Module.bert.encoder.layer[0].output.dense.weight!, answers.text_decoder.bert.encoder.layer[0].output.dense.weight!, 0, "first decoder layer");
    }

    [Fact]
    public void A_file_of_the_wrong_kind_is_named()
    {
        var config = MultiFixture.Pretraining();
        using var model = new VideoTextModel(config, seed: 3);
        using var image = new SavedModel(new ImageTransformer(new() { ImageSize = 32, Width = 24, Depth = 1, Heads = 2 }, seed: 1));
        using var answers = new SavedModel(new QuestionAnsweringModel(config, seed: 1));
        using var clip = new SavedModel(new ClipVisionTransformer(MultiFixture.Teacher()));
        using var other = new SavedModel(new Dictionary<string, Tensor> { ["weight"] = zeros(2) });
        Assert.Contains("an image transformer", Assert.Throws<CheckpointException>(() => CheckpointLoader.Load(model, image.Path)).Message);
        Assert.Contains("a question-answering model", Assert.Throws<CheckpointException>(() => CheckpointLoader.Load(model, answers.Path)).Message);
        Assert.Contains("a CLIP model", Assert.Throws<CheckpointException>(() => VideoTextCheckpoints.LoadVision(model, clip.Path)).Message);
        Assert.Contains("an image transformer", Assert.Throws<CheckpointException>(() => VideoTextCheckpoints.LoadText(model, image.Path)).Message);
        Assert.Contains("unknown model", Assert.Throws<CheckpointException>(() => CheckpointLoader.Load(model, other.Path)).Message);
    }

    [Fact]
    public void What_does_not_fit_is_an_error_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var config = MultiFixture.Pretraining();
        using var file = new SavedModel(MultiFixture.Model());
        using var model = new VideoTextModel(config with { EmbeddingWidth = config.EmbeddingWidth + 1 }, seed: 3);
        var before = model.itm_head.weight!.clone();
        var error = Assert.Throws<CheckpointMismatchException>(() => CheckpointLoader.Load(model, file.Path));
        Assert.Contains("vision_proj.weight", error.Message);
        Near.Equal(before, model.itm_head.weight!, 0, "head");
    }
}
