using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>
/// Mixed precision on the current thread until disposed: libtorch runs matrix products in the low precision type and keeps parameters and
/// their gradients in float32. Instances nest; dispose them on the thread that made them, in reverse order.
/// </summary>
internal sealed class Autocast : IDisposable
{
    private readonly sbyte _device;
    private readonly sbyte _previousType;
    private readonly bool _previouslyEnabled;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _disposed;

    /// <summary>Turns mixed precision on.</summary>
    /// <param name="device">The kind of device whose operators are concerned.</param>
    /// <param name="type">bfloat16, or float16 on CUDA.</param>
    /// <exception cref="ArgumentOutOfRangeException">The type is neither, or float16 is asked of a CPU.</exception>
    /// <exception cref="NotSupportedException">The loaded libtorch does not export the switches.</exception>
    public Autocast(DeviceType device, ScalarType type)
    {
        if (type != ScalarType.BFloat16 && !(type == ScalarType.Float16 && device == DeviceType.CUDA))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, "Mixed precision takes BFloat16, or Float16 on CUDA.");
        }

        _device = (sbyte)device;
        _previouslyEnabled = AutocastExports.IsEnabled(_device);
        _previousType = AutocastExports.GetType(_device);
        AutocastExports.SetType(_device, (sbyte)type);
        AutocastExports.SetEnabled(_device, true);
        AutocastExports.IncrementNesting();
    }

    /// <summary>Whether the loaded libtorch exports the switches.</summary>
    public static bool IsAvailable => AutocastExports.AreAvailable;

    /// <summary>The type of the mixed precision that is on for a kind of device on the current thread; null when none is.</summary>
    public static ScalarType? Current(DeviceType device) =>
        IsAvailable && AutocastExports.IsEnabled((sbyte)device) ? (ScalarType)AutocastExports.GetType((sbyte)device) : null;

    /// <summary>Restores the thread's previous state.</summary>
    /// <exception cref="InvalidOperationException">Called on another thread: the state belongs to the one that made the instance.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("Autocast must be disposed on the thread that created it (no await inside).");
        }

        _disposed = true;

        // Cached casts of weights would go stale at the next optimiser step.
        if (AutocastExports.DecrementNesting() == 0)
        {
            AutocastExports.ClearCache();
        }

        AutocastExports.SetType(_device, _previousType);
        AutocastExports.SetEnabled(_device, _previouslyEnabled);
    }
}
