using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>One inner product after the other: for few queries, where reading the rows from memory takes all the time.</summary>
internal static unsafe class DotKernel
{
    /// <param name="row">Values, padded to a multiple of 16.</param>
    /// <param name="query">Values, padded alike.</param>
    /// <param name="length">The padded length.</param>
    public static float Of(float* row, float* query, int length)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i + 64 <= length; i += 64)
        {
            a = Vector512.FusedMultiplyAdd(Vector512.Load(row + i), Vector512.Load(query + i), a);
            b = Vector512.FusedMultiplyAdd(Vector512.Load(row + i + 16), Vector512.Load(query + i + 16), b);
            c = Vector512.FusedMultiplyAdd(Vector512.Load(row + i + 32), Vector512.Load(query + i + 32), c);
            d = Vector512.FusedMultiplyAdd(Vector512.Load(row + i + 48), Vector512.Load(query + i + 48), d);
        }
        for (; i < length; i += 16)
            a = Vector512.FusedMultiplyAdd(Vector512.Load(row + i), Vector512.Load(query + i), a);
        return Vector512.Sum(a + b + (c + d));
    }

    /// <inheritdoc cref="Of(float*, float*, int)"/>
    public static float Of(Half* row, float* query, int length)
    {
        Vector512<float> a = default, b = default;
        var i = 0;
        for (; i + 32 <= length; i += 32)
        {
            a = Vector512.FusedMultiplyAdd(Widen((short*)row + i), Vector512.Load(query + i), a);
            b = Vector512.FusedMultiplyAdd(Widen((short*)row + i + 16), Vector512.Load(query + i + 16), b);
        }
        for (; i < length; i += 16)
            a = Vector512.FusedMultiplyAdd(Widen((short*)row + i), Vector512.Load(query + i), a);
        return Vector512.Sum(a + b);
    }

    // Exponent and fraction of a 16-bit float, moved to their places in a 32-bit one, are the number divided by 2^112, whether it is normal or not; the
    // copies of the sign between the two go. Infinity and NaN would come out wrong; the index lets neither in.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Widen(short* halves)
    {
        Vector512<int> wide;
        if (Avx512F.IsSupported)
        {
            wide = Avx512F.ConvertToVector512Int32(Vector256.Load(halves));
        }
        else
        {
            var (low, high) = Vector256.Widen(Vector256.Load(halves));
            wide = Vector512.Create(low, high);
        }
        return ((wide << 13) & Vector512.Create(unchecked((int)0x8FFFE000))).AsSingle() * Vector512.Create(5.192296858534828e33f);
    }
}
