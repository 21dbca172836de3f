using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pretraining.Pictures;
using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>One pretraining from the first step, or from a checkpoint, to the last.</summary>
internal sealed class PretrainingRun(PretrainingContext context, PretrainingPlan plan, IReadOnlyList<MLVideo?> videos)
{
    private readonly MaskedTeacherOptions _options = context.Options;

    /// <summary>Trains and returns the weights, by the authors' names, on the CPU; owned by the caller.</summary>
    public PretrainedWeights Run()
    {
        NativeRuntime.EnsureLoaded();
        var device = context.Device.Resolve();
        var normalization = new ClipNormalization(plan.Student.Mean, plan.Student.Std);
        return _options.Objective == PretrainingObjective.Alignment ? Align(device, normalization) : Paint(device, normalization);
    }

    private PretrainedWeights Align(Device device, ClipNormalization normalization)
    {
        using var teacher = _options.Teacher!.Load(plan.Student, plan.AlignedLayers, _options.TeacherLayerInterval, _options.FeatureNorm, context.Info);
        using var student = new MaskedVideoTransformer(plan.Aligned(teacher.FeatureWidth), context.Seed);
        teacher.MoveTo(device, PrecisionSupport.Resolve(_options.Precision, device));
        var flops = PretrainingCost.OfAlignment(student.Config, plan.Masks.VisibleTokens, teacher);
        Train(student, student, flops, device, new AlignmentTask(student, teacher, normalization, plan.Masks, _options.Loss, _options.LossRatio, device), teacher);
        return PretrainedWeights.CopyOf(student);
    }

    private PretrainedWeights Paint(Device device, ClipNormalization normalization)
    {
        using var model = new PixelReconstructionTransformer(plan.Painted, context.Seed);
        var flops = PretrainingCost.OfPixelReconstruction(plan.Painted, plan.Masks.VisibleTokens);
        Train(model, model, flops, device, new PixelReconstructionTask(model, plan.Student, normalization, plan.Masks, _options.NormalizePixels, device), teacher: null);
        return PretrainedWeights.CopyOf(model);
    }

    private void Train(nn.Module module, IRandomModule random, double flopsPerClip, Device device, ITrainingTask<VideoBatch> task, IImageTeacher? teacher)
    {
        if (_options.StudentCheckpointPath is { } path)
            context.Info($"Student: {CheckpointLoader.Load(module, path)}");
        module.to(device);
        var reader = new PretrainingClipReader(_options.Reading.CreateDecoder(), plan.Encoder.Frames, plan.Encoder.ImageSize, _options.Flip);
        var source = new VideoBatchSource(context, videos, reader, forUpload: device.type != DeviceType.CPU);
        using var optimizer = new AdamW(ParameterGroups.Build(module.named_parameters(), _options.WeightDecay, skips: Undecayed), new AdamWOptions(_options.Beta1, _options.Beta2));
        var precision = PrecisionSupport.Resolve(_options.Precision, device);
        var session = new TrainingSession(module, random, optimizer, _options, new TrainingCost(flopsPerClip, device, precision), context.Log)
        {
            AverageDecay = _options.AverageDecay,
            FurtherHooks = _options.PictureFolder is null && _options.TensorBoardFolder is null ? [] : [new PictureHook(context, new ClipView(plan, _options.Reading, teacher, device), videos)],
        };
        session.Run(task, source, LoopOptions(source, precision), plan.Fingerprint(context.Seed, videos));
    }

    // Position tables and mask tokens are no weights; the authors' list names them without their prefix and so misses them.
    private static IReadOnlySet<string> Undecayed { get; } = new HashSet<string> { "encoder.pos_embed", "mask_token" };

    private TrainingLoopOptions LoopOptions(VideoBatchSource source, ScalarType precision) => new()
    {
        Epochs = _options.Epochs,
        LearningRate = plan.LearningRate((source.BatchesPerEpoch + _options.AccumulationSteps - 1) / _options.AccumulationSteps),
        AccumulationSteps = _options.AccumulationSteps,
        MaxGradientNorm = _options.MaxGradientNorm,
        Precision = precision,
        Seed = context.Seed,
    };
}
