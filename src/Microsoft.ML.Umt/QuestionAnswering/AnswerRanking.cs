using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>
/// Ranks a list of answers for questions on videos (spec <c>umt-multi</c>, section 8): the first word alone chooses some answers, whole answers are then
/// scored. As the authors do, an answer's first word counts twice. Evaluation only. Safe for concurrent calls.
/// </summary>
internal static class AnswerRanking
{
    // The word scores are by far the widest tensor; so many answers at a time bound it.
    private const long AnswersPerCall = 256;

    /// <summary>Positions in the list <c>[B, k]</c> int64, best first, and their shares <c>[B, k]</c> of the k chosen answers in float32.</summary>
    /// <param name="model">The model, in evaluation mode.</param>
    /// <param name="clips">Normalised clips <c>[B, 3, T, H, W]</c>.</param>
    /// <param name="question">The questions.</param>
    /// <param name="candidates">The list of answers, with end tokens.</param>
    /// <param name="best">How many answers are scored whole; cut to the length of the list. The authors take 128.</param>
    public static (Tensor Answers, Tensor Probabilities) Rank(QuestionAnsweringModel model, Tensor clips, TextBatch question, TextBatch candidates, int best)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var states = model.EncodeQuestion(question.Ids, question.Mask, model.EncodeVideo(clips));
        var (answers, shares) = RankStates(model, states, question.Mask, candidates, best);
        return (answers.MoveToOuterDisposeScope(), shares.MoveToOuterDisposeScope());
    }

    private static (Tensor Answers, Tensor Probabilities) RankStates(
        QuestionAnsweringModel model, Tensor states, Tensor questionMask, TextBatch candidates, int best)
    {
        var (batch, device) = (states.shape[0], states.device);
        var memory = model.Remember(states);
        var start = full([batch, 1], model.Config.Text.StartId, ScalarType.Int64, device);
        var first = model.Decode(start, ones_like(start), memory, questionMask).select(1, 0).to(ScalarType.Float32).log_softmax(1);
        var chosen = first.index_select(1, candidates.Ids.select(1, 1)).topk((int)Math.Min(best, candidates.Ids.shape[0]), dim: 1);

        var count = chosen.values.shape[1];
        var owners = arange(batch, dtype: ScalarType.Int64, device: device).repeat_interleave(count);
        var picked = chosen.indexes.reshape(-1);
        var losses = new List<Tensor>();
        for (var from = 0L; from < picked.shape[0]; from += AnswersPerCall)
        {
            using var part = NewDisposeScope();
            var length = Math.Min(AnswersPerCall, picked.shape[0] - from);
            var asking = owners.narrow(0, from, length);
            losses.Add(AnswerLoss.PerAnswer(
                model, candidates.Take(picked.narrow(0, from, length)), [.. memory.Select(layer => layer.Take(asking))], questionMask.index_select(0, asking)).MoveToOuterDisposeScope());
        }
        var shares = (chosen.values - cat(losses).reshape(batch, count)).softmax(1).sort(1, descending: true);
        return (chosen.indexes.gather(1, shares.Indices), shares.Values);
    }
}
