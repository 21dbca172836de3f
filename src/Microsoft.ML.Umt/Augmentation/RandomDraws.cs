namespace Microsoft.ML.Umt.Augmentation;

/// <summary>Distributions that <see cref="Random"/> lacks.</summary>
internal static class RandomDraws
{
    /// <summary>Uniform in [low, high).</summary>
    public static double NextUniform(this Random random, double low, double high) => low + (high - low) * random.NextDouble();

    /// <summary>True with the given probability.</summary>
    public static bool NextBool(this Random random, double probability) => random.NextDouble() < probability;

    /// <summary>Normal with mean 0 and variance 1 (Box and Muller).</summary>
    public static double NextGaussian(this Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Beta(a, a), the mixing weight of mixup.</summary>
    public static double NextBeta(this Random random, double a)
    {
        var first = random.NextGamma(a);
        var second = random.NextGamma(a);
        // Both can underflow for tiny a, where the distribution is a coin toss between 0 and 1.
        return first + second > 0 ? first / (first + second) : random.NextBool(0.5) ? 1 : 0;
    }

    /// <summary>Gamma with the given shape and scale 1 (Marsaglia and Tsang; shapes below 1 by the usual power of a uniform).</summary>
    private static double NextGamma(this Random random, double shape)
    {
        if (shape < 1)
            return random.NextGamma(shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.NextGaussian();
            var v = Math.Pow(1 + c * x, 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < 0.5 * x * x + d * (1 - v + Math.Log(v)))
                return d * v;
        }
    }
}
