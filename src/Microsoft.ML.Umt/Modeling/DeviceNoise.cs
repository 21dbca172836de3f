using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// Random bits made on the device itself, by hashing a counter: dropout needs hundreds of millions of them a step, more than the host can draw and send.
/// They follow from the seed alone, so a generator on the host stays the only source of chance.
/// </summary>
internal static class DeviceNoise
{
    /// <summary>True with the given probability, each element by itself.</summary>
    /// <param name="shape">Shape of the result.</param>
    /// <param name="probability">From 0 to 1.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="device">Where the result is wanted.</param>
    public static Tensor Chance(long[] shape, double probability, int seed, Device device)
    {
        using var scope = NewDisposeScope();
        // Products of int32 wrap around, which is what the hash wants. Few operations, as each is a pass over the memory: a multiplication, the upper
        // half mixed into the lower, another multiplication; the upper bits of the result, which the comparison goes by, then hang on all others.
        var bits = arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Int32, device: device);
        bits.mul_(unchecked((int)0x9E3779B1u)).add_(seed);
        // Shifts of signed numbers copy the sign into the upper bits; the mask takes it out again.
        bits.bitwise_xor_(bits.bitwise_right_shift(15).bitwise_and_(0x1FFFF)).mul_(unchecked((int)0x2C1B3C6Du));
        bits.bitwise_xor_(bits.bitwise_right_shift(12).bitwise_and_(0xFFFFF)).mul_(unchecked((int)0x297A2D39u));
        var below = (int)Math.Clamp((probability * uint.MaxValue) + int.MinValue, int.MinValue, int.MaxValue);
        return (bits < below).reshape(shape).MoveToOuterDisposeScope();
    }
}
