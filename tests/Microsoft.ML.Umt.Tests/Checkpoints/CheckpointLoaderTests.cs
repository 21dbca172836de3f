using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Checkpoints;

/// <summary>How checkpoints are fitted to models: heads, position tables, prefixes, biases, and what the report says.</summary>
public sealed class CheckpointLoaderTests : IDisposable
{
    private static readonly VideoTransformerConfig Small = new()
    {
        ImageSize = 32,
        PatchSize = 8,
        Width = 16,
        Depth = 2,
        Heads = 2,
        Frames = 2,
        Classes = 5,
        Positions = PositionTable.Plain,
    };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umt-load-");

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Exported_weights_load_back_exactly()
    {
        using var model = Filled(Small);
        using var other = new VideoTransformer(Small);
        var report = CheckpointLoader.Load(other, Save(model.state_dict()));
        Assert.True(report.IsClean);
        Assert.Equal(1, report.LoadedFraction);
        foreach (var (name, tensor) in model.state_dict())
            Near.Equal(tensor, other.state_dict()[name], 0, name);
    }

    [Fact]
    public void A_head_of_other_classes_is_an_error_that_names_the_way_out()
    {
        using var model = Filled(Small);
        using var other = new VideoTransformer(Small with { Classes = 3 });
        string file = Save(model.state_dict());
        var error = Assert.Throws<CheckpointMismatchException>(() => CheckpointLoader.Load(other, file));
        Assert.Contains("head.weight expected [3, 16], found [5, 16]", error.Message);
        Assert.Contains("DropHead", error.Message);

        var report = CheckpointLoader.Load(other, file, new() { DropHead = true });
        Assert.Equal(["head.weight", "head.bias"], report.Missing.Select(finding => finding.Key));
        Assert.True(report.IsClean);
    }

    [Fact]
    public void A_label_map_chooses_head_rows()
    {
        using var model = Filled(Small);
        using var other = new VideoTransformer(Small with { Classes = 3 });
        string map = Path.Combine(_folder.FullName, "map.json");
        File.WriteAllText(map, "[4, 0, 2]");
        var report = CheckpointLoader.Load(other, Save(model.state_dict()), new() { LabelMapFile = map });
        Assert.Contains(report.Adapted, finding => finding.Key == "head.weight" && finding.Explanation!.Contains("map.json"));
        Near.Equal(model.head!.weight![4], other.head!.weight![0], 0, "row 0");
        Near.Equal(model.head!.weight![2], other.head!.weight![2], 0, "row 2");

        File.WriteAllText(map, "[4, 0, 5]");
        Assert.Contains("from 0 to 4", Assert.Throws<CheckpointException>(
            () => CheckpointLoader.Load(other, Save(model.state_dict()), new() { LabelMapFile = map })).Message);
    }

    [Fact]
    public void Kinetics_710_heads_lose_all_but_the_first_400_rows()
    {
        using var model = Filled(Small with { Classes = 710 });
        using var other = new VideoTransformer(Small with { Classes = 400 });
        Assert.True(CheckpointLoader.Load(other, Save(model.state_dict())).IsClean);
        Near.Equal(model.head!.weight![..400], other.head!.weight!, 0, "head");
    }

    [Fact]
    public void Stage_two_files_give_their_vision_encoder()
    {
        using var model = Filled(Small);
        var state = model.state_dict().Where(pair => !pair.Key.StartsWith("head.") && !pair.Key.StartsWith("fc_norm."))
            .ToDictionary(pair => $"vision_encoder.encoder.{pair.Key}", pair => pair.Value);
        foreach (var extra in new[] { "vision_encoder.encoder.norm.weight", "vision_encoder.clip_decoder.0.head.weight", "vision_encoder.pool_norm.bias",
            "clip_teacher.proj", "text_encoder.bert.embeddings.word_embeddings.weight", "temp", "itm_head.bias" })
            state[extra] = ones(3);
        using var other = new VideoTransformer(Small);
        var report = CheckpointLoader.Load(other, Save(state));
        Assert.True(report.IsClean, report.ToString());
        Assert.Equal(7, report.Unexpected.Count);
        Assert.All(report.Missing, finding => Assert.True(finding.IsBenign));
        Near.Equal(model.blocks[1].attn.qkv.weight!, other.blocks[1].attn.qkv.weight!, 0, "qkv");
    }

    [Theory]
    [InlineData("temporal_positional_embedding")]
    [InlineData("temp.weight")]
    [InlineData("mask_tokens")]
    public void Only_the_very_name_of_a_harmless_tensor_is_harmless(string extra)
    {
        using var model = Filled(Small);
        var state = model.state_dict();
        state[extra] = ones(3);
        using var other = new VideoTransformer(Small);
        var error = Assert.Throws<CheckpointMismatchException>(() => CheckpointLoader.Load(other, Save(state)));
        Assert.Contains(extra, error.Message);
    }

    [Fact]
    public void A_fused_bias_is_split_without_loss()
    {
        using var model = Filled(Small);
        var state = model.state_dict();
        for (int i = 0; i < Small.Depth; i++)
        {
            var (q, v) = (state[$"blocks.{i}.attn.q_bias"], state[$"blocks.{i}.attn.v_bias"]);
            state.Remove($"blocks.{i}.attn.q_bias");
            state.Remove($"blocks.{i}.attn.v_bias");
            state[$"blocks.{i}.attn.qkv.bias"] = cat([q, ones(16), v]);
        }
        using var other = new VideoTransformer(Small);
        Assert.True(CheckpointLoader.Load(other, Save(state)).IsClean);
        model.eval();
        other.eval();
        var video = rand([1, 3, 2, 32, 32]);
        Near.Equal(model.call(video), other.call(video), 0, "logits");
    }

    [Fact]
    public void Lost_biases_raise_a_warning()
    {
        using var model = Filled(Small);
        using (no_grad())
        {
            foreach (var (name, tensor) in model.state_dict().Where(pair => pair.Key.EndsWith("q_bias") || pair.Key.EndsWith("v_bias")))
                tensor.zero_();
        }
        using var other = new VideoTransformer(Small);
        var report = CheckpointLoader.Load(other, Save(model.state_dict()));
        Assert.Contains("q_bias", Assert.Single(report.Warnings));
        Assert.Contains("Warning", report.ToString());
    }

    [Fact]
    public void A_missing_position_table_is_made_by_the_model()
    {
        using var model = Filled(Small with { Positions = PositionTable.Interpolated });
        var state = model.state_dict();
        state.Remove("pos_embed");
        var report = CheckpointLoader.Load(model, Save(state));
        Assert.True(report.IsClean);
        Assert.Equal("pos_embed", Assert.Single(report.Missing).Key);
    }

    [Theory]
    [InlineData(16, 224, 8, 384, 16, 14)]
    [InlineData(8, 384, 16, 224, 8, 24)]
    [InlineData(8, 224, 16, 224, 8, 14)]
    [InlineData(16, 224, 4, 224, 16, 14)]
    [InlineData(16, 224, 16, 384, 16, 14)]
    public void The_old_grid_of_a_position_table_is_worked_out(int oldFrames, int oldSize, int frames, int size, int expectedFrames, int expectedGrid)
    {
        long rows = (long)oldFrames * (oldSize / 16) * (oldSize / 16);
        var found = PositionRows.OldGrid(rows, new() { Frames = frames, ImageSize = size }, null);
        Assert.Equal((expectedFrames, expectedGrid, expectedGrid), found);
        Assert.Equal((oldFrames, oldSize / 16, oldSize / 16), PositionRows.OldGrid(rows, new() { Frames = frames, ImageSize = size }, oldFrames));
    }

    [Fact]
    public void Position_tables_are_resized_between_models()
    {
        var old = Small with { Positions = PositionTable.Learnable, Frames = 4 };
        using var model = Filled(old);
        using var other = new VideoTransformer(old with { Frames = 8, ImageHeight = 64 });
        var report = CheckpointLoader.Load(other, Save(model.state_dict()), new() { PositionFrames = 4 });
        Assert.Equal("pos_embed", Assert.Single(report.Adapted).Key);
        using var timed = PositionTables.ResizeTime(model.pos_embed!, 4, 8);
        Near.Equal(PositionTables.ResizeSpace(timed, 8, (4, 4), (8, 4)), other.pos_embed!, 1e-6, "table");
    }

    [Fact]
    public void A_report_reads_well()
    {
        using var model = Filled(Small);
        var state = model.state_dict();
        state.Remove("blocks.0.mlp.fc1.bias");
        state["extra"] = ones(2);
        using var other = new VideoTransformer(Small);
        string text = CheckpointLoader.Load(other, Save(state), new() { Strict = false }).ToString();
        Assert.Contains("Missing: blocks.0.mlp.fc1.bias", text);
        Assert.Contains("Unexpected: extra", text);
        Assert.DoesNotContain("Mismatched", text);
    }

    [Fact]
    public void Files_that_are_no_checkpoints_are_recognised()
    {
        Assert.Contains("Git LFS", Refusal("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"));
        Assert.Contains("web page", Refusal("<!DOCTYPE html><html></html>"));
        Assert.Contains("empty", Refusal(""));
        Assert.Throws<FileNotFoundException>(() => Checkpoint.Open(Path.Combine(_folder.FullName, "none.pth")));
    }

    private static VideoTransformer Filled(VideoTransformerConfig config)
    {
        var model = new VideoTransformer(config, seed: 1);
        FillRule.Fill(model, keepPositions: false);
        return model;
    }

    private string Save(Dictionary<string, Tensor> state)
    {
        string file = Path.Combine(_folder.FullName, "weights.safetensors");
        SafetensorsFile.Write(file, state);
        return file;
    }

    private string Refusal(string content)
    {
        string file = Path.Combine(_folder.FullName, "file.pth");
        File.WriteAllText(file, content);
        return Assert.Throws<CheckpointException>(() => Checkpoint.Open(file)).Message;
    }
}
