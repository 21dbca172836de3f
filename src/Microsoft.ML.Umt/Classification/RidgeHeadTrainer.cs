using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// Ridge regression of class indicators on features, solved in closed form by one singular value decomposition for all penalties. A penalty is
/// judged by the scores that each video would get from a head trained without it (all its variants left out together), which the same
/// decomposition yields. Those scores also set the temperature that makes probabilities of them.
/// </summary>
internal static class RidgeHeadTrainer
{
    private static readonly double[] Penalties = [.. Enumerable.Range(-8, 15).Select(power => Math.Pow(10, power / 2.0))];

    /// <summary>Trains the head.</summary>
    /// <param name="table">At least two videos.</param>
    /// <param name="penalty">Relative penalty, or null to choose it.</param>
    /// <param name="checkAlive">Called between the steps; may throw to give up.</param>
    public static RidgeFit Train(FeatureTable table, double? penalty, Action checkAlive)
    {
        NativeRuntime.EnsureLoaded();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var plain = table.Flatten();
        var scaling = new FeatureScaling(plain, table.Width);
        var problem = new RidgeProblem(table, scaling.Apply(plain));
        checkAlive();

        RidgeSolution? best = null;
        foreach (var candidate in penalty is { } given ? [given] : Penalties)
        {
            checkAlive();
            var solution = problem.Solve(candidate);
            if (best is null || solution.Calibration.LogLoss < best.Calibration.LogLoss)
                best = solution;
        }
        var (weights, biases) = problem.Head(best!.Penalty);
        var head = scaling.Fold(weights, biases, best.Calibration.Factor);
        return new RidgeFit(head, best.Penalty, best.LeftOutScores);
    }
}
