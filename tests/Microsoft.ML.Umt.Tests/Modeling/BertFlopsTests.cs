using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>The counted cost of text towers against the weights of a real one: each weight of a linear layer is one multiply and one add a token.</summary>
public class BertFlopsTests
{
    // Of one token to one token: a score and a weighted value.
    private const int Width = 24, AttentionOfOneToken = 4 * Width;

    private static readonly VideoTextConfig Config = new()
    {
        Vision = new() { ImageSize = 32, Frames = 2, Width = 16, Depth = 1, Heads = 2, Positions = PositionTable.Plain },
        Text = new() { VocabularySize = 200, Width = Width, Heads = 2, HiddenWidth = 40, Depth = 2, FusionLayer = 1 },
        EmbeddingWidth = 8,
        AlignedLayers = 1,
        TeacherWidth = 8,
    };

    [Fact]
    public void Parts_cost_what_their_weights_say()
    {
        using var model = new VideoTextModel(Config, seed: 1);
        var flops = new BertFlops(Config.Text);
        Assert.Equal(2 * Weights(model, "layer.0."), flops.Layer(1) - AttentionOfOneToken);
        Assert.Equal(2 * Weights(model, "layer.1."), flops.FusionLayer(1, 1) + flops.Memory(1, Config.Vision.Width) - (2 * AttentionOfOneToken));
        // The words' vectors are the matrix of their scores.
        Assert.Equal(2 * (Weights(model, "cls.predictions.transform.") + (Config.Text.VocabularySize * Width)), flops.Words(1));
    }

    [Fact]
    public void Attention_grows_with_both_lengths()
    {
        var flops = new BertFlops(Config.Text);
        Assert.Equal(10 * flops.Layer(1) + (AttentionOfOneToken * (100 - 10)), flops.Layer(10));
        Assert.Equal(10 * AttentionOfOneToken * 6, flops.FusionLayer(10, 7) - flops.FusionLayer(10, 1));
    }

    private static long Weights(VideoTextModel model, string part) => model.named_parameters()
        .Where(entry => entry.name.Contains(part, StringComparison.Ordinal) && entry.parameter.dim() == 2)
        .Sum(entry => entry.parameter.numel());
}
