using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>Conversions between rows of bfloat16 in tensors and vectors of float32 in registers.</summary>
internal static unsafe class BFloat16Rows
{
    /// <summary>Elements in a vector.</summary>
    public const int Lanes = 16;

    /// <summary>Sixteen consecutive elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ushort* source) =>
        Avx512F.ShiftLeftLogical(Avx512F.ConvertToVector512UInt32(Vector256.Load(source)), 16).AsSingle();

    /// <summary>Writes sixteen elements, rounded to nearest even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> values, ushort* target)
    {
        var bits = values.AsUInt32();
        var oddness = Avx512F.ShiftRightLogical(bits, 16) & Vector512<uint>.One;
        Avx512F.ConvertToVector256UInt16(Avx512F.ShiftRightLogical(bits + Vector512.Create(0x7FFFu) + oddness, 16)).Store(target);
    }

    /// <summary>One element.</summary>
    public static float Load1(ushort* source) => BitConverter.UInt32BitsToSingle((uint)*source << 16);

    /// <summary>Writes one element, rounded to nearest even.</summary>
    public static void Store1(float value, ushort* target)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        *target = float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    }
}
