using System.Diagnostics;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// Validates after every n-th epoch and after the last, with the module in evaluation mode and without gradients; averaged weights are validated
/// in place of the current ones when there are any, and the best weights are kept.
/// </summary>
/// <param name="module">The module that learns.</param>
/// <param name="evaluate">Computes the results, such as <see cref="MetricNames.Top1"/>, over the whole validation set.</param>
/// <param name="everyEpochs">Distance between two validations.</param>
/// <param name="average">Averaged weights, or null.</param>
/// <param name="best">Keeps the best weights, or null.</param>
internal sealed class EvaluationHook(
    nn.Module module,
    Func<CancellationToken, IReadOnlyDictionary<string, double>> evaluate,
    int everyEpochs = 1,
    ExponentialMovingAverage? average = null,
    BestWeights? best = null) : TrainingHook
{
    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state, CancellationToken cancellationToken)
    {
        var isLast = state.Epoch + 1 == state.Epochs || state.StopReason is not null;
        if ((state.Epoch + 1) % everyEpochs != 0 && !isLast)
            return;
        var start = Stopwatch.GetTimestamp();
        using var swapped = average?.Swap();
        using var noGrad = no_grad();
        module.eval();
        state.Validation = evaluate(cancellationToken);
        best?.Consider(state.Validation, state.Epoch);
        state.Evaluating += Stopwatch.GetElapsedTime(start);
    }
}
