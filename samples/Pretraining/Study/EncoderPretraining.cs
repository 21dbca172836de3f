using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Modeling;
using Pretraining.Clips;

namespace Pretraining.Study;

/// <summary>Unlabelled clips in, a file with a pretrained encoder out.</summary>
internal sealed class EncoderPretraining(SampleArguments arguments, ModelPreset student, Action<TrainingProgress> showProgress)
{
    private const int StepReference = 256;

    /// <summary>Learns from the clips and writes the encoder to <paramref name="path"/>.</summary>
    public LearnedEncoder Run(Start start, int seed, int part, IReadOnlyList<MLVideo> clips, string path)
    {
        var clock = Stopwatch.StartNew();
        var losses = new List<double>();
        int steps = 0;
        var options = Options(start, seed, clips.Count);
        options.PictureFolder = Path.Combine(arguments.Out, "pictures", Path.GetFileNameWithoutExtension(path));
        options.MetricsCallback = progress =>
        {
            if (progress.IsEpochEnd)
                losses.Add(progress.Loss);
            steps = progress.Step;
            showProgress(progress);
        };

        var mlContext = new MLContext(seed) { GpuDeviceId = arguments.Gpu, FallbackToCpu = false };
        var data = mlContext.Data.LoadFromEnumerable(clips.Select(clip => new ClipRow { Video = clip }));
        using var encoder = mlContext.Umt().Trainers.MaskedTeacher(options).Fit(data);
        encoder.SaveCheckpoint(path);
        return new LearnedEncoder(start.Name, seed, part, losses, steps, clips.Count, clock.Elapsed.TotalSeconds);
    }

    private MaskedTeacherOptions Options(Start start, int seed, int clips)
    {
        int batch = Math.Min(arguments.PretrainingBatch, clips);
        return new MaskedTeacherOptions
        {
            Student = student,
            Teacher = start.NeedsTeacher ? Teacher() : null,
            Objective = start.Objective!.Value,
            Mask = start.Mask,
            MaskRatio = arguments.MaskRatio,
            AlignedLayers = arguments.AlignedLayers,
            Epochs = arguments.PretrainingEpochs,
            WarmupEpochs = arguments.PretrainingEpochs / 10.0,
            BatchSize = batch,
            // The library's rates are for 256 clips a step, as the paper's are; the command line's is the one that is used.
            LearningRate = arguments.PretrainingRate * StepReference / batch,
            MinimumLearningRate = 0.01 * arguments.PretrainingRate * StepReference / batch,
            DropPath = 0,
            MaxGradientNorm = 1,
            Flip = !arguments.NoFlip,
            Seed = seed,
        };
    }

    private ImageTeacherSource Teacher() => arguments.TeacherModel.StartsWith("clip-", StringComparison.Ordinal)
        ? ImageTeacherSource.FromClip(arguments.Teacher!, arguments.TeacherModel)
        : ImageTeacherSource.FromImageModel(arguments.Teacher!, arguments.TeacherModel);
}
