using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>One question-answering training.</summary>
internal sealed class QuestionAnsweringRun(
    MultimodalContext context, VideoQuestionAnsweringOptions options, QuestionAnsweringPlan plan, IReadOnlyList<AskedVideo> asked)
{
    /// <summary>Trains and returns the network on the CPU; owned by the caller.</summary>
    public TextVideoNetwork<QuestionAnsweringModel> Run()
    {
        NativeRuntime.EnsureLoaded();
        var device = context.Device.Resolve();
        var model = new QuestionAnsweringModel(plan.Preset.Config, context.Seed);
        try
        {
            Load(model);
            if (options.FreezeVision)
                MultimodalRun.Freeze(model.vision_encoder);
            model.to(device);
            var task = new QuestionAnsweringTask(model, plan.Text, new ClipNormalization(plan.Preset.Mean, plan.Preset.Std), device);
            var answers = asked.Count == 0 ? 0 : asked.Average(item => item.Answers.Count);
            MultimodalRun.Train(context, task, model, asked, plan.Preset, null, plan.Fingerprint(context.Seed, asked), isPicture => QuestionAnsweringCost.OfQuestion(
                plan.Preset.Config, options.QuestionLength, options.AnswerLength, answers, isPicture, learnsToSee: !options.FreezeVision));
            model.to(CPU);
            return new TextVideoNetwork<QuestionAnsweringModel>(plan.Preset.WithoutRegularisation(), plan.Tokenizer, options.QuestionLength, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private void Load(QuestionAnsweringModel model)
    {
        if (options.CheckpointPath is { } whole)
            context.Info($"Question-answering model: {CheckpointLoader.Load(model, WeightFile.Found(whole))}");
        if (options.VisionCheckpointPath is { } vision)
            context.Info($"Vision tower: {VideoTextCheckpoints.LoadVision(model, WeightFile.Found(vision))}");
        if (options.TextCheckpointPath is { } text)
        {
            var (encoder, decoder) = VideoTextCheckpoints.LoadText(model, WeightFile.Found(text));
            context.Info($"Text tower: {encoder}");
            context.Info($"Answer decoder: {decoder}");
        }
    }
}
