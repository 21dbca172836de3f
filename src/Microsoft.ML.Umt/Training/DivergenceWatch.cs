using System.Globalization;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// Counts steps whose numbers were not finite and ends a training that has too many in a row, leaving a report of what was seen behind.
/// </summary>
/// <param name="options">How many are too many, where the report goes, who is told.</param>
internal sealed class DivergenceWatch(TrainingLoopOptions options)
{
    private readonly List<LeftOutStep> _leftOut = [];
    private readonly List<string> _samples = [];
    private readonly List<TensorStatistics> _inputs = [];

    /// <summary>Looks at a batch before it is used.</summary>
    public void Note<TBatch>(TBatch batch, TrainingState state)
    {
        if (batch is not IDescribedBatch described || options.DumpFolder is null)
            return;
        _samples.AddRange(described.SampleNames);
        // Statistics cost a transfer each, so only the step that may be the last is looked at closely.
        if (state.NonFiniteInARow + 1 >= options.MaxConsecutiveNonFinite)
            _inputs.AddRange(described.Tensors.Select(tensor => TensorStatistics.Of(tensor.Name, tensor.Values)));
    }

    /// <summary>Whether the step may be taken. When it may not, it is counted and logged.</summary>
    /// <exception cref="TrainingDivergedException">It was one too many in a row.</exception>
    public bool Allows(StepReading reading, TrainingState state, IReadOnlyList<ParameterGroup> groups)
    {
        var why = Objection(reading, state);
        if (why is null)
        {
            state.NonFiniteInARow = 0;
            _leftOut.Clear();
            options.LossScaling?.NoteGoodStep();
        }
        else
            LeaveOut(why, reading, state, groups);
        _samples.Clear();
        _inputs.Clear();
        return why is null;
    }

    private static string? Objection(StepReading reading, TrainingState state)
    {
        if (!reading.IsLossFinite)
            return string.Create(CultureInfo.InvariantCulture, $"the loss of step {state.Step} was {reading.Loss}");
        return double.IsFinite(state.GradientNorm) ? null : string.Create(CultureInfo.InvariantCulture, $"the gradient of step {state.Step} was {state.GradientNorm}");
    }

    private void LeaveOut(string why, StepReading reading, TrainingState state, IReadOnlyList<ParameterGroup> groups)
    {
        state.SkippedBatches += reading.Batches.Count;
        var scale = options.LossScaling?.Scale ?? 1;
        // An overflow of scaled gradients is how the scale finds its size, no sign of divergence.
        if (reading.IsLossFinite && options.LossScaling?.TryBackOff() == true)
        {
            options.Log?.Invoke(string.Create(CultureInfo.InvariantCulture, $"Epoch {state.Epoch + 1}: {why}; it was left out and the loss scale lowered to {options.LossScaling.Scale}."));
            return;
        }
        options.Log?.Invoke($"Epoch {state.Epoch + 1}: {why}; it was left out ({state.SkippedBatches} batches so far).");
        _leftOut.Add(new LeftOutStep
        {
            Reason = why,
            Epoch = state.Epoch + 1,
            Step = state.Step,
            LearningRate = state.LearningRate,
            LossScale = scale,
            GradientNorm = state.GradientNorm,
            Losses = [.. reading.Batches.Select(batch => batch.Loss)],
            Samples = [.. _samples],
        });
        if (++state.NonFiniteInARow < options.MaxConsecutiveNonFinite)
            return;
        var report = WriteReport(state, groups);
        throw new TrainingDivergedException(
            $"Training diverged in epoch {state.Epoch + 1}: {why}, the {state.NonFiniteInARow}th such result in a row. Lower the learning rate, clip gradients, or check the data. "
            + (report is null ? "With a workspace folder, a report of what was seen would have been written there." : $"What was seen is in '{report}'."), report);
    }

    private string? WriteReport(TrainingState state, IReadOnlyList<ParameterGroup> groups)
    {
        if (options.DumpFolder is not { } folder)
            return null;
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"divergence-{state.Step:D9}.json"));
        var parameters = groups.SelectMany(group => group.Parameters).ToArray();
        var report = new DivergenceReport
        {
            LeftOutSteps = [.. _leftOut],
            Inputs = [.. _inputs],
            Parameters = [.. parameters.Select(member => TensorStatistics.Of(member.Name, member.Parameter))],
            Gradients = [.. parameters.Where(member => member.Parameter.grad is not null).Select(member => TensorStatistics.Of(member.Name, member.Parameter.grad!))],
        };
        try
        {
            report.Write(path);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The divergence is what the caller must hear of.
            options.Log?.Invoke($"The report '{path}' cannot be written: {error.Message}");
            return null;
        }
    }
}
