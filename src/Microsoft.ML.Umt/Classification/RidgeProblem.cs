using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// The decomposed regression problem. Rows are variants of videos, scaled by the root of their weight; targets are class indicators less their mean.
/// Its tensors belong to the dispose scope in which it was made.
/// </summary>
internal sealed class RidgeProblem
{
    private readonly FeatureTable _table;
    private readonly Tensor _inputMean;
    private readonly Tensor _targetMean;
    private readonly Tensor _targets;
    private readonly Tensor _rootWeights;
    private readonly Tensor _inputs;
    private readonly Tensor _left;
    private readonly Tensor _squared;
    private readonly double _scale;

    /// <param name="table">The videos.</param>
    /// <param name="scaled">Their scaled features.</param>
    public RidgeProblem(FeatureTable table, double[] scaled)
    {
        _table = table;
        var rows = table.Videos * table.Variants;
        var inputs = torch.tensor(scaled, [rows, table.Width], ScalarType.Float64);
        var weights = RowWeights(table);
        _rootWeights = weights.sqrt().unsqueeze(1);

        var indicators = zeros([rows, table.Classes], ScalarType.Float64);
        for (var row = 0; row < rows; row++)
            indicators[row, table.Labels[row / table.Variants]] = torch.tensor(1.0);
        // By name: a bare 0 is also a ScalarType, and the sum would be over everything.
        _targetMean = (indicators * weights.unsqueeze(1)).sum(dim: 0) / weights.sum();
        // The weighted mean of the inputs must be zero too, or the penalty would pull on the intercept.
        _inputMean = (inputs * weights.unsqueeze(1)).sum(dim: 0) / weights.sum();
        _targets = (indicators - _targetMean) * _rootWeights;
        _inputs = (inputs - _inputMean) * _rootWeights;
        (_left, _squared) = Decompose(_inputs);
        // Relative to the mean squared length of a row, a penalty means the same for few and for many features.
        _scale = Math.Max(1e-12, _squared.sum().item<double>() / weights.sum().item<double>());
    }

    /// <summary>Scores with each video left out, their calibration and loss.</summary>
    public RidgeSolution Solve(double penalty)
    {
        using var scope = NewDisposeScope();
        var (videos, variants, classes) = (_table.Videos, _table.Variants, _table.Classes);
        var shrink = _squared / (_squared + penalty * _scale);
        var residuals = (_targets - TorchGuard.MatMul(_left, TorchGuard.MatMul(_left.t(), _targets) * shrink.unsqueeze(1))).view(videos, variants, classes);

        // The block of the hat matrix that belongs to each video; the intercept adds its own part.
        var left = _left.view(videos, variants, -1);
        var root = _rootWeights.view(videos, variants, 1);
        var total = _rootWeights.square().sum();
        var hat = (left * shrink).bmm(left.transpose(1, 2)) + root.bmm(root.transpose(1, 2)) / total;
        var identity = eye(variants, dtype: ScalarType.Float64).unsqueeze(0);
        var leftOut = linalg.solve(identity - hat, residuals);
        // Back from weighted rows to plain scores: target minus the residual without the video.
        var scores = (_targets.view(videos, variants, classes) - leftOut) / root + _targetMean;

        var rows = Rows(scores.contiguous(), classes);
        var labels = Enumerable.Range(0, rows.Count).Select(row => _table.Labels[row / variants]).ToArray();
        var calibration = Calibration.Fit(rows, labels);
        var merged = Enumerable.Range(0, videos)
            .Select(video => calibration.Probabilities(rows.Skip(video * variants).Take(variants), classes))
            .ToArray();
        return new RidgeSolution(penalty, calibration, merged);
    }

    /// <summary>The weights on scaled features, one row for each class, and the biases.</summary>
    public (double[] Weights, double[] Biases) Head(double penalty)
    {
        using var scope = NewDisposeScope();
        // Only the part of the targets that the inputs reach: with more rows than features the left vectors do not span everything.
        var dual = TorchGuard.MatMul(_left, TorchGuard.MatMul(_left.t(), _targets) / (_squared + penalty * _scale).unsqueeze(1));
        var weights = TorchGuard.MatMul(_inputs.t(), dual);
        var biases = _targetMean - TorchGuard.MatMul(_inputMean, weights);
        return (weights.t().contiguous().data<double>().ToArray(), biases.data<double>().ToArray());
    }

    /// <summary>Left singular vectors and squared singular values.</summary>
    private static (Tensor Left, Tensor Squared) Decompose(Tensor inputs)
    {
        if (inputs.shape[0] > inputs.shape[1])
        {
            var (left, values, _) = linalg.svd(inputs, fullMatrices: false);
            return (left, values.square());
        }
        // Few rows of many features: their products with each other know the same, in a fraction of the time.
        var (eigenvalues, eigenvectors) = linalg.eigh(TorchGuard.MatMul(inputs, inputs.t()));
        return (eigenvectors, eigenvalues.clamp_min(0));
    }

    private static Tensor RowWeights(FeatureTable table)
    {
        var weights = new double[table.Videos * table.Variants];
        for (var row = 0; row < weights.Length; row++)
            weights[row] = table.ClassWeights?[table.Labels[row / table.Variants]] ?? 1;
        return torch.tensor(weights, ScalarType.Float64);
    }

    private static List<double[]> Rows(Tensor matrix, int classes) => [.. matrix.data<double>().ToArray().Chunk(classes)];
}
