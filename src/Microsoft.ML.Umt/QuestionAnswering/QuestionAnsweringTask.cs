using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>Learns to say the answers word by word, each as often as people gave it (spec umt-multi 8).</summary>
internal sealed class QuestionAnsweringTask(QuestionAnsweringModel model, AnswerText text, ClipNormalization normalization, Device device)
    : ITrainingTask<MediaBatch<AskedVideo>>
{
    public nn.Module Module => model;

    public BatchLoss ComputeLoss(MediaBatch<AskedVideo> batch, StepContext context)
    {
        if (batch.Count == 0)
            return new BatchLoss(zeros([]), 0);
        var questions = text.Questions([.. batch.Items.Select(item => item.Question)], device);
        var answers = text.Answers([.. batch.Items.SelectMany(item => item.Answers).Select(answer => answer.Answer)], device);
        var weights = tensor(batch.Items.SelectMany(item => item.Answers).Select(answer => (float)answer.Weight).ToArray(), device: device);
        var counts = batch.Items.Select(item => (long)item.Answers.Count).ToArray();
        return new BatchLoss(AnswerLoss.Compute(model, normalization.Apply(batch.Clips, device), questions, answers, weights, counts), batch.Count);
    }
}
