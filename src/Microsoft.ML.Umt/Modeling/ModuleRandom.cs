using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The random numbers of one model: initial weights, dropout and drop path. They come from a generator of the model's own, so neither another model
/// nor a caller's <c>torch.manual_seed</c> changes them. Not thread-safe: training runs one step at a time.
/// </summary>
internal sealed class ModuleRandom : IDisposable
{
    private readonly Generator _generator;

    public ModuleRandom(int? seed)
    {
        _generator = new Generator((ulong)(uint)(seed ?? Random.Shared.Next()), CPU);
    }

    /// <summary>Starts this model's own generator anew; that of the process is not touched.</summary>
    public void Seed(int seed) => _generator.manual_seed((uint)seed);

    public Tensor GetState() => _generator.get_state();

    public void SetState(Tensor state) => _generator.set_state(state);

    /// <summary>
    /// Fills with a normal distribution cut at plus and minus 2, as the authors' initialisation does. At their standard deviations that is a hundred of
    /// them away, so clamping is exact.
    /// </summary>
    public void TruncatedNormal(Tensor tensor, double standardDeviation) =>
        tensor.normal_(0, standardDeviation, _generator).clamp_(-2, 2);

    /// <summary>Fills with a normal distribution cut at one standard deviation to either side, by inverting its distribution function.</summary>
    public void NormalWithinOneDeviation(Tensor tensor, double standardDeviation)
    {
        // The share of a normal distribution within one deviation, erf(1 / sqrt 2).
        const double Inside = 0.6826894921370859;
        tensor.uniform_(-Inside, Inside, _generator).erfinv_().mul_(standardDeviation * Math.Sqrt(2));
    }

    public void Uniform(Tensor tensor, double bound) => tensor.uniform_(-bound, bound, _generator);

    public void Normal(Tensor tensor, double standardDeviation) => tensor.normal_(0, standardDeviation, _generator);

    /// <summary>Uniform numbers in [0, 1) of the given shape. Drawn on the CPU, where the generator lives, then moved.</summary>
    public Tensor Rand(long[] shape, Device device)
    {
        var drawn = rand(shape, generator: _generator);
        if (device.type == DeviceType.CPU)
            return drawn;
        // The numbers travel to the device without waiting for it.
        using (drawn)
            return drawn.to(device, non_blocking: true);
    }

    /// <summary>Zeroes each element with probability <paramref name="rate"/> and scales the others so that the mean stays.</summary>
    public Tensor Dropout(Tensor input, double rate)
    {
        using var scope = NewDisposeScope();
        var keep = 1 - rate;
        var kept = input.device_type == DeviceType.CPU
            ? empty(input.shape, input.dtype).bernoulli_(keep, _generator)
            : DeviceNoise.Chance(input.shape, keep, NextSeed(), input.device).to(input.dtype);
        return (input * kept.mul_(1 / keep)).MoveToOuterDisposeScope();
    }

    private int NextSeed()
    {
        using var drawn = rand([1], ScalarType.Float64, generator: _generator);
        return (int)((drawn.item<double>() - 0.5) * uint.MaxValue);
    }

    public void Dispose() => _generator.Dispose();
}
