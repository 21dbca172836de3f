using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>One video-text training.</summary>
internal sealed class VideoTextRun(MultimodalContext context, VideoTextOptions options, VideoTextPlan plan, IReadOnlyList<TextedVideo> pairs)
{
    /// <summary>Trains and returns the network on the CPU; owned by the caller.</summary>
    public TextVideoNetwork<VideoTextModel> Run()
    {
        NativeRuntime.EnsureLoaded();
        var device = context.Device.Resolve();
        using var teacher = options.LossWeights.Alignment == 0 ? null
            : options.Teacher!.Load(plan.Student, plan.Preset.Config.AlignedLayers, 1, FeatureNorm.None, context.Info);
        teacher?.MoveTo(device, PrecisionSupport.Resolve(context.Options.Precision, device));
        var config = plan.Preset.Config with { TeacherWidth = teacher?.FeatureWidth ?? plan.Preset.Config.TeacherWidth };
        var model = new VideoTextModel(config, context.Seed);
        try
        {
            VideoTextLoading.Load(model, options.CheckpointPath, options.VisionCheckpointPath, options.TextCheckpointPath, context.Info);
            if (options.FreezeVision)
                MultimodalRun.Freeze(model.vision_encoder.encoder);
            model.to(device);
            Train(model, teacher, device);
            model.to(CPU);
            return new TextVideoNetwork<VideoTextModel>((plan.Preset with { Config = config }).WithoutRegularisation(), plan.Tokenizer, options.TextLength, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private void Train(VideoTextModel model, IImageTeacher? teacher, Device device)
    {
        var objective = new VideoTextObjective(model, teacher, plan.Objective);
        var task = new VideoTextTask(model, objective, plan.Tokenizer, options.TextLength, new ClipNormalization(plan.Preset.Mean, plan.Preset.Std), device, context.Warning);
        MultimodalRun.Train(context, task, model, pairs, plan.Preset, options.LongestVideo, plan.Fingerprint(context.Seed, pairs), isPicture =>
            VideoTextCost.OfPair(model.Config, plan.Objective, teacher?.FlopsPerFrame ?? 0, options.TextLength, isPicture, learnsToSee: !options.FreezeVision));
    }
}
