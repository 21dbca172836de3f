using System.Text.Json;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>Sinusoid tables and their resizing against the reference, and the checksums of the specification's appendix (A6).</summary>
public class PositionTablesTests
{
    public static TheoryData<string> Cases =>
    [
        .. FixtureData.Config("posenc/tables.safetensors").EnumerateObject()
            .Where(item => item.Value.ValueKind == JsonValueKind.Object && !item.Value.TryGetProperty("kind", out _))
            .Select(item => item.Name),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_match_the_reference(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Read(FixtureData.Path("posenc/tables.safetensors"));
        var entry = FixtureData.Config("posenc/tables.safetensors").GetProperty(name);
        int grid = entry.GetProperty("grid").GetInt32();
        int patch = entry.GetProperty("base_positions").GetInt32() == 2048 ? 14 : 16;
        var config = new VideoTransformerConfig
        {
            Frames = entry.GetProperty("frames").GetInt32(),
            ImageSize = grid * patch,
            PatchSize = patch,
            Width = entry.GetProperty("dim").GetInt32(),
            Heads = 1,
        };

        var table = PositionTables.ForFinetuning(config);

        Assert.Equal([1, entry.GetProperty("positions").GetInt64(), config.Width], table.shape);
        Assert.Equal(entry.GetProperty("is_parameter").GetBoolean(), PositionTables.IsParameter(config));
        Near.Equal(expected.Tensors[$"{name}.values"], table[0].index_select(0, expected.Tensors[$"{name}.rows"]), 2e-6, name);
    }

    [Fact]
    public void Multi_modality_tables_are_the_sinusoid_resized_in_time()
    {
        using var expected = SafetensorsFile.Read(FixtureData.Path("posenc/tables.safetensors"));
        var cases = FixtureData.Config("posenc/tables.safetensors").EnumerateObject()
            .Where(item => item.Value.ValueKind == JsonValueKind.Object && item.Value.TryGetProperty("kind", out _));
        foreach (var (name, entry) in cases.Select(item => (item.Name, item.Value)))
        {
            using var scope = NewDisposeScope();
            int frames = entry.GetProperty("frames").GetInt32();
            int old = entry.GetProperty("checkpoint_frames").GetInt32();
            var source = PositionTables.Sinusoid(entry.GetProperty("positions").GetInt32() / frames * old, entry.GetProperty("dim").GetInt32());
            var table = PositionTables.ResizeTime(source, old, frames);
            Near.Equal(expected.Tensors[$"{name}.values"], table[0].index_select(0, expected.Tensors[$"{name}.rows"]), 2e-6, name);
        }
    }

    [Theory]
    [InlineData(768, 8, 224, 245744.989567, new[] { 0.8414710f, 0.5403023f, 0.8284308f, 0.5600915f }, new[] { 0.6089484f, -0.7932099f, 0.0932316f, -0.9956445f })]
    [InlineData(1024, 16, 224, 655818.413257, new[] { 0.8414710f, 0.5403023f, 0.8317052f, 0.5552175f }, new[] { 0.6089484f, -0.7932099f, -0.3117649f, 0.9501593f })]
    [InlineData(768, 8, 384, 722143.823981, new[] { 0.2369560f, 1.0022390f, 0.2287544f, 0.9769233f }, new[] { 0.5339901f, -1.0088053f, -0.0740227f, -1.1036811f })]
    [InlineData(768, 4, 224, 122872.494769, new[] { 0.8186384f, -0.0326248f, 0.0944193f, -0.1043115f }, null)]
    public void Published_sizes_have_the_appendix_s_values(int width, int frames, int size, double sum, float[] first, float[]? last)
    {
        using var scope = NewDisposeScope();
        var table = PositionTables.ForFinetuning(new() { Width = width, Frames = frames, ImageSize = size, Heads = 1 });
        Near.Equal(sum, table.to_type(ScalarType.Float64).sum().item<double>(), 1e-7, "sum");
        Near.Equal(tensor(first), table[0][1].narrow(0, 0, 4), 1e-6, "token 1");
        if (last is not null)
            Near.Equal(tensor(last), table[0][-1].narrow(0, 0, 4), 2e-6, "last token");
    }

    [Fact]
    public void Rectangles_and_other_frame_counts_get_a_table()
    {
        using var scope = NewDisposeScope();
        var table = PositionTables.ForFinetuning(new() { Width = 48, Heads = 1, Frames = 6, TubeletSize = 2, ImageHeight = 128, ImageWidth = 224 });
        Assert.Equal([1, 3 * 8 * 14, 48], table.shape);
        Assert.True(table.isfinite().all().item<bool>());
    }
}
