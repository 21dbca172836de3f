using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>Floating-point operations of learning from one question, counted from the networks' sizes.</summary>
internal static class QuestionAnsweringCost
{
    /// <summary>
    /// Forward and backward: the vision tower on all tokens, the question read together with them, and the decoder with its word head on every answer.
    /// </summary>
    /// <param name="config">The model.</param>
    /// <param name="questionTokens">Tokens of a question, padding included: the towers compute it too.</param>
    /// <param name="answerTokens">Tokens of an answer, padding included.</param>
    /// <param name="answers">Answers of a question, on average.</param>
    /// <param name="isPicture">Whether the question is about a picture.</param>
    /// <param name="learnsToSee">Whether the vision tower learns.</param>
    public static double OfQuestion(VideoTextConfig config, int questionTokens, int answerTokens, double answers, bool isPicture = false, bool learnsToSee = true)
    {
        var (text, flops) = (config.Text, new BertFlops(config.Text));
        var seen = (isPicture ? 1 : config.Vision.TokenFrames) * config.Vision.GridHeight * config.Vision.GridWidth;
        var seeing = TransformerFlops.Trunk(config.Vision, seen, seen);
        var question = (text.FusionLayer * flops.Layer(questionTokens))
            + (text.FusionLayers * (flops.FusionLayer(questionTokens, seen) + flops.Memory(seen, config.Vision.Width)));
        var answer = (text.FusionLayers * flops.FusionLayer(answerTokens, questionTokens)) + flops.Words(answerTokens);
        var remembered = text.FusionLayers * flops.Memory(questionTokens, text.Width);
        return (learnsToSee ? TrainingCost.Trained(seeing) : seeing) + TrainingCost.Trained(question + remembered + (answers * answer));
    }
}
