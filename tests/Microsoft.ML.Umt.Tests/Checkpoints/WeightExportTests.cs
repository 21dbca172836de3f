using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Checkpoints;

/// <summary>Weights for others, in both formats, through the reader that is tested on what <c>torch.save</c> wrote.</summary>
public sealed class WeightExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("umt-export-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pth_files_hold_every_tensor_under_model()
    {
        using var scope = NewDisposeScope();
        ScalarType[] types = [ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool];
        var tensors = types.ToDictionary(type => $"t.{type}", type => arange(24).reshape(2, 3, 4).to_type(type));
        tensors["scalar ü"] = tensor(0.07f);
        tensors["empty"] = zeros(0, 4);
        tensors["transposed"] = arange(6).reshape(2, 3).t().to_type(ScalarType.Float32);
        var path = Path.Combine(_folder, "weights.pth");
        WeightExport.Write(path, tensors, new Dictionary<string, string>());
        Assert.Single(Directory.GetFiles(_folder));

        using var read = Checkpoint.Open(path);
        Assert.Equal("model", read.Container);
        Assert.Equal(tensors.Keys.Order(), read.Tensors.Keys.Order());
        foreach (var (name, expected) in tensors)
        {
            Assert.Equal(expected.dtype, read.Tensors[name].dtype);
            Near.Equal(expected.to_type(ScalarType.Float64), read.Tensors[name].to_type(ScalarType.Float64), 0, name);
        }
    }

    [Theory]
    [InlineData("student.pth")]
    [InlineData("student.PT")]
    [InlineData("student.safetensors")]
    public void A_network_comes_back_from_every_format(string name)
    {
        var path = Path.Combine(_folder, name);
        using var module = new VideoTransformer(new() { ImageSize = 32, PatchSize = 16, Frames = 2, Width = 24, Depth = 2, Heads = 2, Classes = 3, Positions = PositionTable.Plain }, seed: 1);
        using var other = new VideoTransformer(new() { ImageSize = 32, PatchSize = 16, Frames = 2, Width = 24, Depth = 2, Heads = 2, Classes = 3, Positions = PositionTable.Plain }, seed: 2);
        WeightExport.Write(path, module.state_dict(), new Dictionary<string, string> { ["format"] = "pt" });
        CheckpointLoader.Load(other, path);
        Assert.All(module.state_dict(), entry => Assert.True(entry.Value.equal(other.state_dict()[entry.Key]).all().item<bool>(), entry.Key));
    }
}
