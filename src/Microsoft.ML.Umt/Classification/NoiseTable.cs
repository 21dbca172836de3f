using Microsoft.ML.Umt.Augmentation;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Sensor noise, drawn once and read from random places: drawing anew for every pixel would cost more than decoding. For one thread.</summary>
internal sealed class NoiseTable
{
    private const int Length = 1 << 16;

    private readonly Random _random;
    private readonly sbyte[] _values = new sbyte[Length];

    /// <param name="random">Source of the draws.</param>
    /// <param name="deviation">Standard deviation in steps of a byte.</param>
    public NoiseTable(Random random, double deviation)
    {
        _random = random;
        for (var i = 0; i < Length; i++)
            _values[i] = (sbyte)Math.Clamp(Math.Round(deviation * random.NextGaussian()), sbyte.MinValue, sbyte.MaxValue);
    }

    /// <summary>Adds noise to a line of values.</summary>
    public void AddTo(Span<byte> line)
    {
        var start = _random.Next(Length);
        for (var i = 0; i < line.Length; i++)
            line[i] = (byte)Math.Clamp(line[i] + _values[(start + i) % Length], byte.MinValue, byte.MaxValue);
    }
}
