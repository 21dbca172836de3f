namespace Microsoft.ML.Umt.Training;

/// <summary>
/// A value for each optimiser step: linear warm-up, both ends included, then half a cosine from the base value to just above the final one
/// (spec umt-single 5.3). Used for learning rate and weight decay. Immutable.
/// </summary>
internal sealed class CosineSchedule : IStepSchedule
{
    private readonly double[] _values;

    /// <summary>Computes the table.</summary>
    /// <param name="baseValue">The value at the end of the warm-up.</param>
    /// <param name="finalValue">The value that the cosine approaches.</param>
    /// <param name="totalSteps">Number of optimiser steps, at least 1.</param>
    /// <param name="warmupSteps">Length of the warm-up; one that is longer than the training is cut to it.</param>
    /// <param name="startValue">First value of the warm-up.</param>
    public CosineSchedule(double baseValue, double finalValue, int totalSteps, int warmupSteps = 0, double startValue = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(totalSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        _values = new double[totalSteps];
        var warmup = Math.Min(warmupSteps, totalSteps);
        for (var i = 0; i < warmup; i++)
            _values[i] = i == 0 ? startValue : i == warmup - 1 ? baseValue : startValue + i * ((baseValue - startValue) / (warmup - 1));
        for (var i = warmup; i < totalSteps; i++)
            _values[i] = finalValue + 0.5 * (baseValue - finalValue) * (1 + Math.Cos(Math.PI * (i - warmup) / (totalSteps - warmup)));
    }

    /// <summary>The same, measured in epochs. <paramref name="warmupSteps"/> above 0 replaces the epochs of warm-up.</summary>
    public static CosineSchedule ForEpochs(
        double baseValue, double finalValue, int epochs, int stepsPerEpoch, double warmupEpochs = 0, int warmupSteps = 0, double startValue = 0) =>
        new(baseValue, finalValue, checked(epochs * stepsPerEpoch), warmupSteps > 0 ? warmupSteps : (int)(warmupEpochs * stepsPerEpoch), startValue);

    /// <summary>A value that never changes.</summary>
    public static CosineSchedule Constant(double value) => new(value, value, 1);

    /// <summary>Number of values.</summary>
    public int Length => _values.Length;

    /// <summary>The value at a step; beyond the end the last one.</summary>
    public double this[int step]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(step);
            return _values[Math.Min(step, _values.Length - 1)];
        }
    }
}
