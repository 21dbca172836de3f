using System.Collections.Concurrent;
using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>
/// How fast a device multiplies large matrices: the practical peak that a training's arithmetic is compared with. Data sheets name higher numbers, which no
/// program reaches. Measured once a process, device and type, in about a tenth of a second. Thread-safe.
/// </summary>
internal static class MatrixPeak
{
    private const int CpuSide = 1024, GpuSide = 8192;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(80);

    private static readonly ConcurrentDictionary<(DeviceType Device, int Index, ScalarType Type), Lazy<double?>> Measured = new();

    /// <summary>Floating-point operations a second of the best of several products; null where the type cannot be multiplied.</summary>
    public static double? FlopsPerSecond(Device device, ScalarType type) =>
        Measured.GetOrAdd((device.type, device.index, type), _ => new Lazy<double?>(() => Measure(device, type))).Value;

    private static double? Measure(Device device, ScalarType type)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        long side = device.type == DeviceType.CPU ? CpuSide : GpuSide;
        try
        {
            var left = ones([side, side], type, device);
            var right = ones([side, side], type, device);
            var best = TimeSpan.MaxValue;
            Multiply(left, right);
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < Budget;)
            {
                var start = Stopwatch.GetTimestamp();
                Multiply(left, right);
                var elapsed = Stopwatch.GetElapsedTime(start);
                best = elapsed < best ? elapsed : best;
            }
            return best == TimeSpan.MaxValue ? null : 2.0 * side * side * side / best.TotalSeconds;
        }
        catch (System.Runtime.InteropServices.ExternalException)
        {
            return null;
        }
    }

    private static void Multiply(Tensor left, Tensor right)
    {
        using var product = left.mm(right);
        using var corner = product[0, 0];
        // Reading waits for the device.
        _ = corner.to(ScalarType.Float32).item<float>();
    }
}
