using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.QuestionAnswering;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.Tests.VideoText;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.QuestionAnswering;

/// <summary>The tiny question-answering model of the reference: states, loss, every gradient, ranked answers.</summary>
public class QuestionAnsweringParityTests
{
    private const double ForwardTolerance = 1e-5;
    private const double GradientTolerance = 1e-4;

    [Fact]
    public void States_loss_and_every_gradient_match()
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Read(FixtureData.Path(MultiFixture.QuestionCase));
        using var gradients = SafetensorsFile.Read(FixtureData.Path(MultiFixture.QuestionGradients));
        var t = expected.Tensors;
        using var model = MultiFixture.QuestionModel();
        var clips = MultiFixture.Clips(t["input.video"]);
        var (question, answers) = (new TextBatch(t["input.question_ids"], t["input.question_mask"]), new TextBatch(t["input.answer_ids"], t["input.answer_mask"]));
        var counts = MultiFixture.QuestionConfig.GetProperty("answers_per_question").EnumerateArray().Select(count => count.GetInt64()).ToArray();

        var tokens = model.EncodeVideo(clips);
        Near.Equal(t["out.vision_embeds"], tokens.detach(), ForwardTolerance, "video tokens");
        Near.Equal(t["out.question_states"], model.EncodeQuestion(question.Ids, question.Mask, tokens).detach(), ForwardTolerance, "question states");
        var loss = AnswerLoss.Compute(model, clips, question, answers, t["input.answer_weights"], counts);
        Near.Equal(t["out.loss"], loss.detach(), ForwardTolerance, "loss");

        loss.backward();
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(gradients.Tensors.Keys.Select(key => key["grad.".Length..]).Order(), parameters.Where(p => p.Value.grad is not null).Select(p => p.Key).Order());
        foreach (var (name, gradient) in gradients.Tensors)
            Near.Equal(gradient, parameters[name["grad.".Length..]].grad!, GradientTolerance, name, floor: 1e-2);
    }

    [Fact]
    public void Ranked_answers_match_and_a_short_list_is_ranked_whole()
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Read(FixtureData.Path(MultiFixture.QuestionCase));
        var t = expected.Tensors;
        using var model = MultiFixture.QuestionModel();
        var clips = MultiFixture.Clips(t["input.video"]);
        var (question, candidates) = (new TextBatch(t["input.question_ids"], t["input.question_mask"]), new TextBatch(t["input.candidate_ids"], t["input.candidate_mask"]));
        var best = MultiFixture.QuestionConfig.GetProperty("k_test").GetInt32();

        var (answers, probabilities) = AnswerRanking.Rank(model, clips, question, candidates, best);
        Assert.Equal(t["topk_ids"].data<long>().ToArray(), answers.data<long>().ToArray());
        Near.Equal(t["out.topk_probs"], probabilities, ForwardTolerance, "shares");

        var all = AnswerRanking.Rank(model, clips, question, candidates, best: 1000);
        Assert.Equal(candidates.Ids.shape[0], all.Answers.shape[1]);
    }
}
