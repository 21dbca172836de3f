using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.Pretraining;

namespace Microsoft.ML.Umt;

/// <summary>Pretrains a video encoder on videos without labels, under an image model as its teacher.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `mlContext.Umt().Trainers.MaskedTeacher`.
///
/// ### Input and output columns
/// Only a video column is needed, of the type that `LoadVideos` makes.
///
/// | Output column | Type | Description |
/// | -- | -- | -- |
/// | `Features` | vector of <xref:System.Single> | What the pretrained encoder makes of the video; NaN for a video that could not be read and is to be scored as missing |
///
/// ### Trainer characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Self-supervised pretraining |
/// | Is normalization required? | No |
/// | Is caching required? | No |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.Umt and one of TorchSharp-cpu, TorchSharp-cuda-windows, TorchSharp-cuda-linux; ffmpeg on the PATH |
/// | Exportable to ONNX | No |
///
/// ### Training algorithm
/// Stage 1 of [Unmasked Teacher](https://arxiv.org/abs/2303.16058): the student sees a fifth of the tokens of a clip, those that the teacher attends
/// to, and learns to give the teacher's features there. The baseline that paints hidden pixels (VideoMAE) is the other objective.
/// Equal seeds, videos and options give equal weights on one machine, whatever the number of workers, and whether or not the training was
/// interrupted. The trainer is thread-safe; two fits must not share a workspace folder.
/// ]]></format>
/// </remarks>
public sealed class MaskedTeacherTrainer : IEstimator<MaskedTeacherTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly MaskedTeacherOptions _options;
    private readonly PretrainingPlan _plan;
    private readonly int _seed;

    internal MaskedTeacherTrainer(IHostEnvironment environment, MaskedTeacherOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        _environment = environment;
        _host = environment.Register(nameof(MaskedTeacherTrainer));
        _options = options.Clone();
        _plan = new PretrainingPlan(_options);
        _seed = _options.Seed ?? environment.GetSeed() ?? (_options.WorkspaceFolder is null ? Random.Shared.Next() : 0);
    }

    /// <summary>Pretrains, from the newest checkpoint of the workspace folder if there is one.</summary>
    /// <param name="input">Data with the video column.</param>
    /// <returns>The pretrained encoder as a transformer; dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The video column is absent or of another type.</exception>
    /// <exception cref="InvalidOperationException">There are no videos, or none can be read.</exception>
    /// <exception cref="VideoDecodeException">A video cannot be read and <see cref="UnreadableVideos.Throw"/> is set.</exception>
    /// <exception cref="CheckpointException">The teacher's checkpoint cannot be read or does not fit.</exception>
    /// <exception cref="TrainingCheckpointException">A training checkpoint cannot be written, or none of those there are can be read.</exception>
    /// <exception cref="TrainingOptionsChangedException">The workspace folder belongs to a training with other options or videos.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradients were not finite too often in a row.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled by the token of the options or through the <see cref="MLContext"/>.</exception>
    public MaskedTeacherTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _ = VideoColumn.Find(input.Schema, _options.VideoColumnName);
        // The context's device is asked for now: a host keeps what its context said when the host was made.
        var device = _environment.GetDeviceRequest(_options.GpuDeviceId, _options.FallbackToCpu);
        using var channel = _host.Start("Pretraining");
        var context = new PretrainingContext(_host, channel, _options, _seed, device);
        var videos = UnlabelledVideos.Read(input, _options.VideoColumnName, context.ThrowIfCanceled);
        if (videos.Count == 0)
            throw new InvalidOperationException($"There is no row in column '{_options.VideoColumnName}' to learn from.");
        context.Info($"Pretraining {_plan.Student.Name} on {videos.Count} videos, {_options.Objective}{(_options.Teacher is null ? "" : $" with {_options.Teacher}")}; seed {_seed}.");
        var weights = new PretrainingRun(context, _plan, videos).Run();
        return MaskedTeacherTransformer.Create(_environment, PretrainedSettings.Of(_options, _plan), weights, device);
    }

    /// <summary>The input's shape with the feature column added.</summary>
    /// <param name="inputSchema">Shape with the video column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The video column is absent or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        VideoColumn.Check(inputSchema, _options.VideoColumnName);
        return inputSchema.With(MaskedTeacherTransformer.DescribeColumns(PretrainedSettings.Of(_options, _plan)));
    }
}
