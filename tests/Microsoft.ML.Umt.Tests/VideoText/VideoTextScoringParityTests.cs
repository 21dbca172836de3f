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

    // The reference's score of a pair that it did not ask about.
    private const float NotScored = -100;

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
        var texts = new TextVectors(states, t["eval.text_mask"], VideoTextSimilarity.Unit(model.ProjectText(states)));
        ScoresMatch(t["i2t_rerank"], Rerank(similarity, best, pairs => PairMatching.Logits(model, tokens, texts, pairs, batchSize)), "re-ranked videos to texts");
        ScoresMatch(t["t2i_rerank"], Rerank(similarity.t(), best, pairs => PairMatching.Logits(model, tokens, texts, [.. pairs.Select(pair => (pair.Column, pair.Row))], batchSize)), "re-ranked texts to videos");
    }

    [Fact]
    public void Multiple_choice_scores_match()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var expected = SafetensorsFile.Read(FixtureData.Path("multi_tiny/umt.multiple_choice.safetensors"));
        var t = expected.Tensors;
        using var model = MultiFixture.Model(MultiFixture.Pretraining());
        var (tokens, pooled) = model.EncodeVideo(MultiFixture.Clips(t["mc.video"]));
        var states = model.EncodeText(t["mc.text_ids"], t["mc.text_mask"]);
        var texts = new TextVectors(states, t["mc.text_mask"], VideoTextSimilarity.Unit(model.ProjectText(states)));
        var similarity = VideoTextSimilarity.Cosine(model.ProjectVideo(pooled), model.ProjectText(states));
        var options = (int)(states.shape[0] / tokens.shape[0]);
        var pairs = Enumerable.Range(0, (int)states.shape[0]).Select(text => (Video: text / options, Text: text)).ToArray();
        var logits = PairMatching.Logits(model, tokens, texts, pairs);
        var fits = pairs.Select((pair, i) => TextFit.Of([], similarity[pair.Video, pair.Text].item<float>(), logits[i][0], logits[i][1])).Chunk(options);
        var scores = tensor(fits.SelectMany(row => ChoiceScores.Of(new VideoTextRow([], [], row), options, model.temp.item<float>())).ToArray()).view(-1, options);
        Near.Equal(t["scores"], scores, Tolerance, "scores");
        var predictions = FixtureData.Config("multi_tiny/umt.multiple_choice.safetensors").GetProperty("predictions").EnumerateArray().Select(p => p.GetInt64());
        Assert.Equal(predictions, scores.argmax(1).data<long>());
    }

    /// <summary>The reference's table: the head's score of "match" for the most similar of each row, and its mark everywhere else.</summary>
    private static Tensor Rerank(Tensor similarity, int best, Func<IReadOnlyList<(int Row, int Column)>, float[][]> match)
    {
        var (rows, columns) = ((int)similarity.shape[0], (int)similarity.shape[1]);
        var candidates = similarity.topk(Math.Min(best, columns), sorted: false).indexes.data<long>().ToArray().Chunk(Math.Min(best, columns));
        (int Row, int Column)[] pairs = [.. candidates.SelectMany((row, number) => row.Select(column => (number, (int)column)))];
        var table = new float[rows * columns];
        table.AsSpan().Fill(NotScored);
        foreach (var (pair, logits) in pairs.Zip(match(pairs)))
            table[(pair.Row * columns) + pair.Column] = logits[1];
        return tensor(table, [rows, columns]);
    }

    // The mark of cells without a score is so large that a tolerance relative to it would let anything pass.
    private static void ScoresMatch(Tensor expected, Tensor actual, string what)
    {
        var scored = expected != NotScored;
        Assert.True((scored == (actual != NotScored)).all().item<bool>(), what);
        Near.Equal(expected * scored, actual * scored, Tolerance, what);
    }
}
