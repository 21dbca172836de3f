using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.VideoText;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.VideoText;

/// <summary>Similarities, re-ranking and multiple choice of the reference.</summary>
public class VideoTextScoringParityTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(32)]
    [InlineData(2)]
    public void Similarities_and_matching_scores_match_whatever_the_batch(int batchSize)
    {
        const string file = "multi_tiny/umt.retrieval.safetensors";
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var expected = SafetensorsFile.Read(FixtureData.Path(file));
        var t = expected.Tensors;
        using var model = MultiFixture.Model();
        var (tokens, pooled) = model.EncodeVideo(MultiFixture.Clips(t["eval.video"]));
        var states = model.EncodeText(t["eval.text_ids"], t["eval.text_mask"]);
        var similarity = VideoTextSimilarity.Cosine(model.ProjectVideo(pooled), model.ProjectText(states));
        Near.Equal(t["i2t_emb"], similarity, Tolerance, "videos to texts");
        Near.Equal(t["t2i_emb"], similarity.t(), Tolerance, "texts to videos");

        var best = FixtureData.Config(file).GetProperty("k_test").GetInt32();
        var (toText, toVideo) = new VideoTextMatcher(model, batchSize).Rerank(tokens, states, t["eval.text_mask"], similarity, best);
        ScoresMatch(t["i2t_rerank"], toText, "re-ranked videos to texts");
        ScoresMatch(t["t2i_rerank"], toVideo, "re-ranked texts to videos");
    }

    [Fact]
    public void Multiple_choice_scores_match()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var expected = SafetensorsFile.Read(FixtureData.Path("multi_tiny/umt.multiple_choice.safetensors"));
        var t = expected.Tensors;
        using var model = MultiFixture.Model(MultiFixture.Pretraining());
        var scores = MultipleChoice.Scores(model, MultiFixture.Clips(t["mc.video"]), t["mc.text_ids"], t["mc.text_mask"]);
        Near.Equal(t["scores"], scores, Tolerance, "scores");
        var predictions = FixtureData.Config("multi_tiny/umt.multiple_choice.safetensors").GetProperty("predictions").EnumerateArray().Select(p => p.GetInt64());
        Assert.Equal(predictions, scores.argmax(1).data<long>());
    }

    // The mark of cells without a score is so large that a tolerance relative to it would let anything pass.
    private static void ScoresMatch(Tensor expected, Tensor actual, string what)
    {
        var scored = expected != VideoTextMatcher.NotScored;
        Assert.True((scored == (actual != VideoTextMatcher.NotScored)).all().item<bool>(), what);
        Near.Equal(expected * scored, actual * scored, Tolerance, what);
    }
}
