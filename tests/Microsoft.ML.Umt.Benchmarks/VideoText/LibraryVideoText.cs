using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Benchmarks.Training;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;
using Microsoft.ML.Umt.VideoText;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.VideoText;

/// <summary>The library's own training pass, optimiser and training loop, as <c>VideoText</c> puts them together.</summary>
internal sealed class LibraryVideoText : IMeasuredTraining
{
    private readonly VideoTextStepBatch _batch;
    private readonly VideoTextModel _model;
    private readonly IImageTeacher _teacher;
    private readonly AdamW _optimizer;
    private readonly ScalarType _precision;
    private readonly Device _device;
    private readonly ClipNormalization _normalization;

    /// <summary>Makes the training with a model of its own.</summary>
    public LibraryVideoText(VideoTextSetup setup, int batch, ScalarType precision, Device device)
        : this(setup, batch, setup.CreateModel(), precision, device)
    {
    }

    /// <summary>Makes the training of a model, which it owns.</summary>
    public LibraryVideoText(VideoTextSetup setup, int batch, VideoTextModel model, ScalarType precision, Device device)
    {
        (_precision, _device) = (precision, device);
        Setup = setup.Name;
        FlopsOfStep = setup.FlopsOfClip() * batch;
        _batch = setup.CreateBatch(batch, forUpload: device.type != DeviceType.CPU);
        _model = model;
        _model.to(device);
        _teacher = new ClipTeacher(setup.CreateTeacher(), TeacherStatistics.AsStudent);
        _teacher.MoveTo(device, precision);
        _optimizer = new AdamW(VideoTextParameterGroups.Build(_model.named_parameters(), 0.02), new AdamWOptions());
        var preset = VideoTextPresets.Get("umt-vt-b16");
        _normalization = new ClipNormalization(preset.Mean, preset.Std);
    }

    /// <inheritdoc/>
    public string Setup { get; }

    /// <inheritdoc/>
    public double FlopsOfStep { get; }

    /// <inheritdoc/>
    public void Run(int steps) => Loop(_optimizer, null).Run(new RepeatedPairs(_batch, steps));

    /// <inheritdoc/>
    public StepTimes Split(PhaseClock clock)
    {
        var times = Split(new VideoTextClock(_device.type != DeviceType.CPU));
        return new StepTimes(times.Teacher, times.Vision + times.Text + times.Losses, times.Backward, times.Optimizer);
    }

    /// <summary>One step, by phase.</summary>
    public VideoTextTimes Split(VideoTextClock clock) => clock.Time(() => Loop(new ClockedOptimizer(_optimizer, clock), clock).Run(new RepeatedPairs(_batch, 1)));

    public void Dispose()
    {
        _optimizer.Dispose();
        _teacher.Dispose();
        _model.Dispose();
        _batch.Dispose();
    }

    private TrainingLoop<VideoTextStepBatch> Loop(IOptimizer optimizer, VideoTextClock? clock)
    {
        var objective = new VideoTextObjective(_model, _teacher, new()) { PhaseEnded = clock is null ? null : clock.End };
        var task = new VideoTextStepTask(_model, objective, _normalization, _device, clock is null ? () => { } : clock.Begin);
        return new(task, optimizer, new TrainingLoopOptions { Epochs = 1, LearningRate = CosineSchedule.Constant(1e-4), Precision = _precision });
    }
}
