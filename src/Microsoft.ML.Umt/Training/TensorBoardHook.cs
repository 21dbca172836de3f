using TorchSharp;
using TorchSharp.Modules;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// Writes event files for TensorBoard: loss, learning rate and gradient norm of every step, speed and memory about once a second, the results of the
/// validation after each epoch. A resumed training adds a file to the folder; TensorBoard joins them by step.
/// </summary>
internal sealed class TensorBoardHook : TrainingHook
{
    private static readonly TimeSpan SpeedInterval = TimeSpan.FromSeconds(1);

    private readonly SummaryWriter _writer;
    private readonly TrainingCost? _cost;
    private readonly Action<string> _warn;
    private TimeSpan _lastSpeed;
    private bool _failed;

    /// <param name="folder">Folder of the event files; made if need be.</param>
    /// <param name="cost">Cost of a sample; null leaves utilisation and memory out.</param>
    /// <param name="warn">Is told when events cannot be written any more, for example because the disk is full; the training goes on without them.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public TensorBoardHook(string folder, TrainingCost? cost, Action<string> warn)
    {
        _warn = warn;
        Directory.CreateDirectory(folder);
        _writer = torch.utils.tensorboard.SummaryWriter(folder, createRunName: false);
        _cost = cost;
    }

    /// <inheritdoc/>
    public override void OnStepEnd(TrainingState state)
    {
        if (double.IsFinite(state.StepLoss))
            Write("loss/step", state.StepLoss, state);
        Write("opt/learning_rate", state.LearningRate, state);
        Write("opt/gradient_norm", state.GradientNorm, state);
        if (state.Elapsed - _lastSpeed < SpeedInterval)
            return;
        _lastSpeed = state.Elapsed;
        WriteSpeed(ProgressReports.Of(state, isEpochEnd: false, _cost), state);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state, CancellationToken cancellationToken)
    {
        var report = ProgressReports.Of(state, isEpochEnd: true, _cost);
        Write("loss/epoch", report.Loss, state);
        Write("accuracy/top1", report.Top1Accuracy, state);
        foreach (var (name, value) in report.Validation ?? new Dictionary<string, double>())
            Write($"validation/{name}", value, state);
        WriteSpeed(report, state);
    }

    private void WriteSpeed(TrainingProgress report, TrainingState state)
    {
        Write("perf/clips_per_second", report.ClipsPerSecond, state);
        Write("perf/data_wait_share", report.DataWaitShare, state);
        Write("perf/gflop_per_second", report.FlopsPerSecond / 1e9, state);
        Write("perf/flop_utilization", report.FlopUtilization, state);
        Write("perf/memory_gb", report.MemoryBytes / 1e9, state);
        Write("perf/skipped_batches", report.SkippedBatches, state);
    }

    private void Write(string tag, double? value, TrainingState state)
    {
        if (value is not { } number || _failed)
            return;
        try
        {
            _writer.add_scalar(tag, (float)number, state.Step);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Curves are not worth a training.
            _failed = true;
            _warn($"Events for TensorBoard cannot be written any more, the training goes on without: {error.Message}");
        }
    }
}
