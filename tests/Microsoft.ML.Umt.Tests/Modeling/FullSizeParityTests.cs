using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>The published sizes with filled weights: features and logits of one clip.</summary>
public class FullSizeParityTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Files => FixtureData.Rows("full_size", "vit_*.safetensors");

    [Theory]
    [MemberData(nameof(Files))]
    public void Features_and_logits_match(string file)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var config = FixtureModels.FullSize(FixtureData.Config(file));
        using var expected = SafetensorsFile.Read(FixtureData.Path(file));
        using var model = new VideoTransformer(config, seed: 1);
        FillRule.Fill(model, keepPositions: true);
        model.eval();
        var video = FillRule.Input("input.video", 1, 3, config.Frames, config.ImageHeight, config.ImageWidth);

        var features = model.ForwardFeatures(video);

        Near.Equal(expected.Tensors["features"], features, Tolerance, $"{file} features");
        Near.Equal(expected.Tensors["logits"], model.Classify(features), Tolerance, $"{file} logits");
    }
}
