using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pretraining;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>The library's own task, optimiser and training loop, as <c>MaskedTeacher</c> puts them together.</summary>
internal sealed class LibraryTraining : IMeasuredTraining
{
    private readonly Tensor _clips;
    private readonly MaskedVideoTransformer _student;
    private readonly IImageTeacher _teacher;
    private readonly AdamW _optimizer;
    private readonly ScalarType _precision;
    private readonly AlignmentTask _task;
    private readonly Func<IImageTeacher, AlignmentTask> _createTask;

    public LibraryTraining(PretrainingSetup setup, int batch, ScalarType precision, Device device)
    {
        _precision = precision;
        Setup = setup.Name;
        FlopsOfStep = setup.FlopsOfClip() * batch;
        _clips = setup.CreateClips(batch, forUpload: device.type != DeviceType.CPU);
        _student = setup.CreateStudent();
        _student.to(device);
        _teacher = new ClipTeacher(setup.CreateTeacher(), TeacherStatistics.AsStudent);
        _teacher.MoveTo(device, precision);
        _optimizer = new AdamW(ParameterGroups.Build(_student.named_parameters(), 0.05), new AdamWOptions(Beta2: 0.95));
        var preset = ModelPresets.Get("umt-b16");
        var normalization = new ClipNormalization(preset.Mean, preset.Std);
        var masks = new TokenMasks(TokenMaskKind.Attention, PretrainingSetup.MaskRatio, setup.Encoder);
        _createTask = teacher => new AlignmentTask(_student, teacher, normalization, masks, AlignmentLossKind.L2, 1, device);
        _task = _createTask(_teacher);
    }

    /// <inheritdoc/>
    public string Setup { get; }

    /// <inheritdoc/>
    public double FlopsOfStep { get; }

    /// <inheritdoc/>
    public StepTimes Split(PhaseClock clock) => clock.TimeStep(() =>
        Loop(new TimedTask(_createTask(new TimedTeacher(_teacher, clock)), clock), new TimedOptimizer(_optimizer, clock)).Run(new RepeatedBatch(_clips, 1)));

    /// <inheritdoc/>
    public void Run(int steps) => Loop(_task, _optimizer).Run(new RepeatedBatch(_clips, steps));

    public void Dispose()
    {
        _optimizer.Dispose();
        _teacher.Dispose();
        _student.Dispose();
        _clips.Dispose();
    }

    private TrainingLoop<VideoBatch> Loop(ITrainingTask<VideoBatch> task, IOptimizer optimizer) => new(
        task, optimizer, new TrainingLoopOptions { Epochs = 1, LearningRate = CosineSchedule.Constant(1e-4), Precision = _precision });
}
