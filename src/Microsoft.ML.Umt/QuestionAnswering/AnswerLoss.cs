using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>How surprised the decoder is by answers (spec <c>umt-multi</c>, section 8).</summary>
internal static class AnswerLoss
{
    /// <summary>The loss of a batch: the answers' losses, each times its weight, summed, divided by the number of videos.</summary>
    /// <param name="model">The model.</param>
    /// <param name="clips">Normalised clips <c>[B, 3, T, H, W]</c>.</param>
    /// <param name="question">Word ids <c>[B, L]</c> and masks of the questions.</param>
    /// <param name="answers">Word ids <c>[A, M]</c> and masks of all answers, those of a question beside each other.</param>
    /// <param name="weights">Weights of the answers <c>[A]</c>.</param>
    /// <param name="answersPerQuestion">How many of the answers belong to each question; sums to A.</param>
    public static Tensor Compute(
        QuestionAnsweringModel model, Tensor clips, TextBatch question, TextBatch answers, Tensor weights, IReadOnlyList<long> answersPerQuestion)
    {
        using var scope = NewDisposeScope();
        var states = model.EncodeQuestion(question.Ids, question.Mask, model.EncodeVideo(clips));
        var owners = Owners(answersPerQuestion, answers.Ids.shape[0]).to(clips.device);
        var memory = model.Remember(states).Select(layer => layer.Take(owners)).ToArray();
        var perAnswer = PerAnswer(model, answers, memory, question.Mask.index_select(0, owners));
        return ((weights * perAnswer).sum() / clips.shape[0]).MoveToOuterDisposeScope();
    }

    /// <summary>The summed cross-entropy of each answer's words after the start token, padding aside, <c>[A]</c> in float32.</summary>
    public static Tensor PerAnswer(QuestionAnsweringModel model, TextBatch answers, AttentionMemory[] question, Tensor questionMask)
    {
        using var scope = NewDisposeScope();
        var scores = model.Decode(answers.Ids, answers.Mask, question, questionMask).to(ScalarType.Float32);
        var (count, length) = (answers.Ids.shape[0], answers.Ids.shape[1]);
        var next = answers.Ids.narrow(1, 1, length - 1).reshape(-1);
        var losses = nn.functional.cross_entropy(
            scores.narrow(1, 0, length - 1).reshape(-1, scores.shape[2]), next, ignore_index: model.Config.Text.PadId, reduction: nn.Reduction.None);
        return losses.reshape(count, -1).sum(1).MoveToOuterDisposeScope();
    }

    private static Tensor Owners(IReadOnlyList<long> answersPerQuestion, long answers)
    {
        long[] owners = [.. answersPerQuestion.SelectMany((count, question) => Enumerable.Repeat((long)question, checked((int)count)))];
        return owners.Length == answers
            ? tensor(owners)
            : throw new ArgumentException($"The questions have {owners.Length} answers in all, but {answers} answers were given.", nameof(answersPerQuestion));
    }
}
