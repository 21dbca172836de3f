using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.QuestionAnswering;
using Microsoft.ML.Umt.Tests.Pretraining;
using Microsoft.ML.Umt.VideoText;
using static Microsoft.ML.Umt.Tests.VideoText.SineModel;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.VideoText;

/// <summary>The golden values of spec <c>umt-multi</c>, sections 3 and 14: sizes and options that the fixtures do not have.</summary>
public class GoldenValueTests
{
    private static readonly long[] Text = [5, 7, 9, 11, 0, 0, 5, 8, 10, 12, 14, 16];

    [Fact]
    public void Towers_and_heads()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (model, teacher) = WithTeacher();
        using var owned = model;
        using var ownedTeacher = teacher;
        var (ids, mask) = (Ids(Text), (Ids(Text) != 0).to(ScalarType.Int64));

        var (tokens, pooled) = model.EncodeVideo(Clips());
        Matches(tokens, "tokens", [-0.9541436, -0.4249247, -0.0637826, 1.3008125], 1.3666105, -14.653453, 193.010080);
        var states = model.EncodeText(ids, mask);
        Matches(states, "text", [-0.3721207, -0.8528103, -0.0478496, -0.1484330], 0.8614652, -3.952907, 156.739978);
        Matches(model.ProjectText(states), "text_proj", [-0.9238922, 0.3883214, 0.6662714, -0.6298668], 0.0109941, -1.170540, 7.109581);
        var fused = model.Fuse(states, mask, model.Remember(tokens));
        Matches(fused, "fusion", [-1.1650466, -0.4496362, 0.4801179, -0.4428992], 0.7686127, -0.840157, 162.464179);
        Matches(model.MatchFused(fused), "itm", [-0.6034854, 0.2396295, -0.4800866, 0.2180083]);
        var (features, attention) = teacher.LookEverywhere(Clips());
        Matches(features, "teacher", [0.6597493, 0.4565791, -0.4154805, -0.6788602], -0.5061914, 12.480542, 86.578296);
        Matches(attention, "attention", [0.0820173, 0.0024341, 0.0739964, 0.2452195], 0.1470432, 1.410076, 1.410076);
        var visible = TokenGather.VisibleIndices(tensor(new long[] { 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0 }).reshape(2, 8).to(ScalarType.Bool), 4);
        var (masked, _, aligned) = model.EncodeMasked(Clips(), visible);
        Matches(masked, "visible tokens", [-0.9065945, -0.4741366, -0.0666845, 1.3602092], 1.3512360, -7.360461, 96.757191);
        Matches(aligned!, "decoders", [0.7198192, -0.9233016, 0.4017414, 0.5005620], 0.7491214, -5.330091, 113.089023);
        Assert.Equal([2, 2, 16], pooled.shape);
    }

    [Fact]
    public void Losses()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (model, teacher) = WithTeacher();
        using var owned = model;
        using var ownedTeacher = teacher;
        var (ids, mask) = (Ids(Text), (Ids(Text) != 0).to(ScalarType.Int64));
        var input = new VideoTextInput(Clips(), ids, mask, PairIdentities.Of([1, 2]));
        // Two samples leave one wrong pair each: nothing to draw.
        var weights = VideoTextLossWeights.Finetuning;
        var losses = new VideoTextObjective(model, null, new() { Weights = weights }).Compute(input, VideoTextDraws.None, new Random(1));
        Assert.Equal(0.7329315, losses.Contrastive!.item<float>(), 2e-6);
        Assert.Equal(0.8946504, losses.Matching!.item<float>(), 2e-6);

        var labels = full([2, 6], MaskedWords.Ignored);
        foreach (var (row, column, word) in new[] { (0, 1, 7), (0, 3, 11), (1, 1, 8), (1, 3, 12), (1, 4, 14) })
            labels[row, column] = tensor((long)word);
        var words = new MaskedWords(Ids(5, 6, 9, 6, 0, 0, 5, 6, 10, 33, 14, 16), labels);
        var language = new VideoTextObjective(model, null, new() { Weights = new() { Alignment = 0, Contrastive = 0, Matching = 0 } })
            .Compute(input, new() { Words = words }, new Random(1));
        Assert.Equal(4.7592173, language.MaskedLanguage!.item<float>(), 5e-6);

        var visible = TokenGather.VisibleIndices(tensor(new long[] { 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0 }).reshape(2, 8).to(ScalarType.Bool), 4);
        var alignment = new VideoTextObjective(model, teacher, new() { Weights = new() { MaskedLanguage = 0, Contrastive = 0, Matching = 0 } })
            .Compute(input, new() { Visible = visible }, new Random(1));
        Assert.Equal(1.9078530, alignment.Alignment!.item<float>(), 2e-6);
    }

    [Fact]
    public void Similarities_and_wrong_pairs_over_several_frames()
    {
        using var scope = NewDisposeScope();
        var videos = (arange(24, dtype: ScalarType.Float32) * 0.7 + 0.3).sin().reshape(3, 2, 4);
        var texts = (arange(12, dtype: ScalarType.Float32) * 0.9).cos().reshape(3, 4);
        var similarity = VideoTextSimilarity.Cosine(videos, texts) / 0.07;
        Matches(similarity, "similarity", [2.1767859, -1.8793913, 1.2489468, 1.7331302, -0.8804091, -0.1631711, -0.0656894, 1.0899365, -1.9794770]);
        Assert.Equal(2.1199496, VideoTextContrastiveLoss.Compute(similarity, PairIdentities.AllDifferent(3)).item<float>(), 2e-6);
        Assert.Equal(2.3603892, VideoTextContrastiveLoss.Compute(similarity, PairIdentities.Of([1, 1, 2])).item<float>(), 2e-6);
        Matches(HardNegatives.LogWeights(similarity, PairIdentities.Of([1, 1, 2])).exp(), "weights",
            [0, 0, 0.2798903, 0, 0, 0.1227098, 0.2312924, 0.7345873, 0]);
    }

    [Fact]
    public void Answers_to_questions()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var model = ForQuestions();
        var question = new TextBatch(Ids(Text), (Ids(Text) != 0).to(ScalarType.Int64));
        var answers = Answers(5, 20, 6, 0, 5, 21, 22, 6, 5, 23, 6, 0);
        var loss = AnswerLoss.Compute(model, Clips(), question, answers, tensor(new[] { 0.75f, 0.25f, 1 }), [2, 1]);
        Assert.Equal(9.6918736, loss.item<float>(), 1e-5);

        var candidates = Answers(5, 20, 6, 0, 5, 21, 22, 6, 5, 23, 6, 0, 5, 20, 24, 6);
        var (ranked, shares) = AnswerRanking.Rank(model, Clips(), question, candidates, best: 3);
        Assert.Equal([2, 0, 3, 2, 0, 3], ranked.data<long>().ToArray());
        Matches(shares[0], "first question", [0.6488392, 0.3326501, 0.0185108]);
        Matches(shares[1], "second question", [0.6495586], 0.0185575);
    }

    private static TextBatch Answers(params long[] ids)
    {
        var rows = tensor(ids).reshape(-1, 4);
        return new TextBatch(rows, (rows != 0).to(ScalarType.Int64));
    }
}
