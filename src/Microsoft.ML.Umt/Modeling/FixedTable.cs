using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// A constant that a model adds to its tokens. It is no part of the state dict and does not move with the module, so it follows its inputs: the copy for
/// the last used device and type is kept. Thread-safe.
/// </summary>
internal sealed class FixedTable(Tensor values) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Tensor _values = values.DetachFromDisposeScope();
    private Tensor? _moved;

    /// <summary>The values in single precision on the CPU; owned by the table.</summary>
    public Tensor Values => _values;

    /// <summary>The values on the device and in the type of a tensor; the caller's to dispose of.</summary>
    public Tensor Like(Tensor other)
    {
        lock (_lock)
        {
            if (Fits(_values, other))
                return _values.alias();
            if (_moved is null || !Fits(_moved, other))
            {
                _moved?.Dispose();
                _moved = _values.to(other.dtype, other.device).DetachFromDisposeScope();
            }
            return _moved.alias();
        }
    }

    public void Dispose()
    {
        _values.Dispose();
        _moved?.Dispose();
    }

    private static bool Fits(Tensor table, Tensor other) =>
        table.dtype == other.dtype && table.device_type == other.device_type && table.device_index == other.device_index;
}
