using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.VideoText;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.VideoText;

/// <summary>What the fixtures do not say about the video-text model.</summary>
public class VideoTextModelTests
{
    [Fact]
    public void Published_sizes_have_the_reference_s_numbers_of_tensors_and_parameters()
    {
        // Spec umt-multi, section 1.1: without the frozen teacher, which is no part of our model and has 152 tensors.
        using var model = new VideoTextModel(VideoTextPresets.Get("umt-vt-b16").Config, seed: 1);
        var tensors = model.state_dict();
        Assert.Equal(580 - 152, tensors.Count);
        Assert.Equal(291_595_069 - 86_192_640, model.parameters().Sum(p => p.numel()));

        string[] pretrainingOnly = ["text_encoder.cls.", "vision_encoder.clip_decoder."];
        var retrieval = tensors.Where(t => !pretrainingOnly.Any(prefix => t.Key.StartsWith(prefix, StringComparison.Ordinal))).ToList();
        Assert.Equal(397, retrieval.Count);
        Assert.Equal(202_411_267, Values(retrieval));

        string[] comparison = ["temp", "vision_proj.", "text_proj.", "itm_head.", "vision_encoder.pool_norm.", "vision_encoder.clip_decoder."];
        var answering = tensors.Where(t => !comparison.Any(prefix => t.Key.StartsWith(prefix, StringComparison.Ordinal)))
            .SelectMany(t => VideoTextNames.InQuestionAnswering(t.Key, model.Config.Text.FusionLayer).Select(name => KeyValuePair.Create(name, t.Value))).ToList();
        Assert.Equal(479, answering.Count);
        Assert.Equal(254_435_898, Values(answering));
    }

    [Fact]
    public void The_same_seed_gives_the_same_model_and_towers_start_as_the_authors_do()
    {
        using var scope = NewDisposeScope();
        var config = VideoTextPresets.Get(VideoTextPresets.Smallest).Config;
        using var one = new VideoTextModel(config, seed: 7);
        using var two = new VideoTextModel(config, seed: 7);
        foreach (var (name, tensor) in one.state_dict())
            Near.Equal(tensor, two.state_dict()[name], 0, name);
        Assert.Equal(0.02, one.Text.embeddings.word_embeddings.weight.std().item<float>(), 1e-3);
        Assert.Equal(0, one.Text.encoder.layer[0].intermediate.dense.bias!.abs().max().item<float>());
        Assert.InRange(one.vision_proj.bias!.abs().max().item<float>(), 1e-6, 1 / Math.Sqrt(config.Vision.Width));
        Assert.Equal(config.Temperature, one.temp.item<float>(), 1e-6);
    }

    [Fact]
    public void Tied_tensors_stay_one_when_the_model_moves_or_changes_type()
    {
        using var scope = NewDisposeScope();
        using var model = MultiFixture.Model();
        model.to(ScalarType.BFloat16);
        model.to(ScalarType.Float32);
        var tensors = model.state_dict();
        using (no_grad())
            model.Text.embeddings.word_embeddings.weight.fill_(2);
        Assert.Equal(2, tensors["text_encoder." + TiedNames.Weight].mean().item<float>());
        Assert.Equal(model.named_parameters().Count(), model.named_parameters().Select(p => p.parameter.Handle).Distinct().Count());
    }

    [Fact]
    public void Dropout_and_drop_path_follow_the_model_s_own_seed()
    {
        using var scope = NewDisposeScope();
        using var model = MultiFixture.Model();
        model.train();
        var ids = tensor(new long[] { 2, 5, 6, 7 }).reshape(1, 4);
        var mask = ones_like(ids);
        model.SeedRandomness(3);
        var first = model.EncodeText(ids, mask);
        var second = model.EncodeText(ids, mask);
        model.SeedRandomness(3);
        var again = model.EncodeText(ids, mask);
        Near.Equal(first.detach(), again.detach(), 0, "same seed");
        Assert.True((first - second).abs().max().item<float>() > 1e-3);
    }

    [Fact]
    public void Padding_changes_nothing_and_texts_too_long_are_named()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var model = MultiFixture.Model();
        var (start, pad) = ((long)model.Config.Text.StartId, (long)model.Config.Text.PadId);
        var plain = tensor([start, 7, 8]).reshape(1, 3);
        var padded = tensor([start, 7, 8, pad, pad]).reshape(1, 5);
        var states = model.EncodeText(padded, (padded != pad).to(ScalarType.Int64));
        Near.Equal(model.EncodeText(plain, ones_like(plain)), states.narrow(1, 0, 3), 1e-5, "states");

        var tooLong = zeros([1, model.Config.Text.MaxTokens + 1], ScalarType.Int64);
        Assert.Contains(model.Config.Text.MaxTokens.ToString(), Assert.Throws<ArgumentException>(() => model.EncodeText(tooLong, tooLong)).Message);
    }

    [Fact]
    public void A_table_of_other_frames_is_resized_over_time_and_pictures_are_not()
    {
        using var scope = NewDisposeScope();
        var config = VideoTextPresets.Get(VideoTextPresets.Smallest).Config with { PositionFrames = 2 };
        config = config with { Vision = config.Vision with { TubeletSize = 1 } };
        using var model = new VideoTextModel(config, seed: 1);
        var vision = config.Vision;
        var table = model.vision_encoder.encoder.Sinusoid(vision.Frames, zeros(1)).reshape(vision.Frames, -1, vision.Width);
        // Half-pixel centres: the ends of the table repeat.
        Near.Equal(table[0], table[1], 0, "first frames");
        Near.Equal(table[0], model.vision_encoder.encoder.Sinusoid(1, zeros(1))[0], 0, "picture");
    }

    [Fact]
    public void Learned_positions_serve_pictures_and_clips_and_learn()
    {
        using var scope = NewDisposeScope();
        var config = VideoTextPresets.Get(VideoTextPresets.Smallest).Config.ForRetrieval();
        config = config with { Vision = config.Vision with { TubeletSize = 1, Positions = PositionTable.Learnable } };
        using var model = new VideoTextModel(config, seed: 1);
        var (tokens, pooled) = model.EncodeVideo(zeros([2, 3, 1, 64, 64]));
        Assert.Equal([2, 64, 128], tokens.shape);
        Assert.Equal([2, 1, 128], pooled.shape);
        tokens.sum().backward();
        var gradient = model.vision_encoder.encoder.pos_embed!.grad!;
        Assert.Equal(0, gradient.narrow(1, 64, gradient.shape[1] - 64).abs().max().item<float>());
    }

    [Fact]
    public void Presets_are_found_by_name_and_make_models()
    {
        foreach (var preset in VideoTextPresets.All)
        {
            preset.Config.Validate();
            preset.Config.ForRetrieval().Validate();
            if (preset.VisionStart is { } start)
                Assert.Equal(preset.Config.Vision.Width, ModelPresets.Get(start).Width);
        }
        Assert.Contains("umt-vt-b16", Assert.Throws<ArgumentException>(() => VideoTextPresets.Get("b17")).Message);
        Assert.Contains("FusionLayer", Assert.Throws<ArgumentOutOfRangeException>(() => new VideoTextModel(
            VideoTextPresets.Get(VideoTextPresets.Smallest).Config with { Text = BertConfig.Base with { FusionLayer = 13 } })).Message);
    }

    [Fact]
    public void A_model_without_fusion_layers_compares_but_does_not_match()
    {
        using var scope = NewDisposeScope();
        var config = VideoTextPresets.Get(VideoTextPresets.Smallest).Config.ForRetrieval();
        using var model = new VideoTextModel(config with { Text = config.Text with { FusionLayer = config.Text.Depth } }, seed: 1);
        var (tokens, _) = model.EncodeVideo(zeros([1, 3, 8, 64, 64]));
        var ids = ones([1, 3], ScalarType.Int64);
        Assert.Throws<InvalidOperationException>(() => model.Match(model.EncodeText(ids, ids), ids, tokens));
        Assert.Throws<ArgumentException>(() => new VideoTextObjective(model, null, new() { Weights = VideoTextLossWeights.Finetuning }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuestionAnsweringModel(model.Config));
    }

    private static long Values(IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.Where(t => !TiedNames.IsSecond(t.Key) && t.Value.is_floating_point()).Sum(t => t.Value.numel());
}
