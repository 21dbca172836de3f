namespace Microsoft.ML.Umt.Classification;

/// <summary>Brings every feature to mean 0 and spread 1 over the training rows. Immutable.</summary>
internal sealed class FeatureScaling
{
    // Keeps features that hardly vary from being blown up to noise.
    private const double SmallestSpread = 1e-3;

    private readonly double[] _mean;
    private readonly double[] _spread;

    /// <param name="rows">Rows of features, one after the other.</param>
    /// <param name="width">Length of a row.</param>
    public FeatureScaling(ReadOnlySpan<float> rows, int width)
    {
        _mean = new double[width];
        _spread = new double[width];
        var count = rows.Length / width;
        for (var i = 0; i < rows.Length; i++)
            _mean[i % width] += (double)rows[i] / count;
        for (var i = 0; i < rows.Length; i++)
            _spread[i % width] += (rows[i] - _mean[i % width]) * (rows[i] - _mean[i % width]) / count;
        for (var j = 0; j < width; j++)
            _spread[j] = Math.Sqrt(_spread[j]) + SmallestSpread;
    }

    /// <summary>Scaled copies of rows.</summary>
    public double[] Apply(ReadOnlySpan<float> rows)
    {
        var scaled = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var feature = i % _mean.Length;
            scaled[i] = (rows[i] - _mean[feature]) / _spread[feature];
        }
        return scaled;
    }

    /// <summary>The head that does on plain features what the given one does on scaled features.</summary>
    /// <param name="weights">One row for each class.</param>
    /// <param name="biases">One for each class.</param>
    /// <param name="factor">Factor on all scores.</param>
    public LinearHead Fold(ReadOnlySpan<double> weights, ReadOnlySpan<double> biases, double factor = 1)
    {
        var width = _mean.Length;
        var folded = new float[weights.Length];
        var shifted = new float[biases.Length];
        for (var c = 0; c < biases.Length; c++)
        {
            var bias = biases[c];
            for (var j = 0; j < width; j++)
            {
                var weight = weights[c * width + j] / _spread[j];
                folded[c * width + j] = (float)(factor * weight);
                bias -= weight * _mean[j];
            }
            shifted[c] = (float)(factor * bias);
        }
        return new LinearHead(folded, shifted);
    }
}
