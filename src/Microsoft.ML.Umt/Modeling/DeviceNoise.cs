using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// Random bits made on the device itself, by hashing a counter: dropout needs hundreds of millions of them a step, more than the host can draw and send.
/// They follow from the seed alone, so a generator on the host stays the only source of chance.
/// </summary>
internal static class DeviceNoise
{
    /// <summary>True with the given probability (to 1 part in 65,536 at least), each element by itself.</summary>
    /// <param name="shape">Shape of the result.</param>
    /// <param name="probability">From 0 to 1.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="device">Where the result is wanted.</param>
    public static Tensor Chance(long[] shape, double probability, int seed, Device device)
    {
        using var scope = NewDisposeScope();
        var count = shape.Aggregate(1L, (product, size) => product * size);
        // Products of int32 wrap around, which is what the hash wants. Each of them gives two answers: by its upper bits and by its lower ones.
        var bits = arange((count + 1) / 2, dtype: ScalarType.Int32, device: device).mul_(unchecked((int)0x9E3779B1u)).add_(seed);
        Mix(bits, 16, 0xFFFF).mul_(unchecked((int)0x7FEB352Du));
        Mix(bits, 15, 0x1FFFF).mul_(unchecked((int)0x846CA68Bu));
        Mix(bits, 16, 0xFFFF);
        var upper = bits < (int)Math.Clamp((probability * uint.MaxValue) + int.MinValue, int.MinValue, int.MaxValue);
        var lower = bits.bitwise_and(0xFFFF) < (int)Math.Round(probability * 0x10000);
        return cat([upper, lower]).narrow(0, 0, count).reshape(shape).MoveToOuterDisposeScope();
    }

    // Shifts of signed numbers copy the sign into the upper bits; the mask takes it out again.
    private static Tensor Mix(Tensor bits, int shift, int mask)
    {
        using var scope = NewDisposeScope();
        bits.bitwise_xor_(bits.bitwise_right_shift(shift).bitwise_and_(mask));
        return bits;
    }
}
