using TorchSharp;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>
/// Mixed precision off on the current thread until disposed, for arithmetic that needs float32 in a step that otherwise runs in low precision. Does
/// nothing where mixed precision is off. Dispose it on the thread that made it.
/// </summary>
internal readonly ref struct AutocastPause
{
    private readonly sbyte _device;
    private readonly bool _paused;

    /// <summary>Pauses it for the operators of one kind of device.</summary>
    public AutocastPause(DeviceType device)
    {
        _device = (sbyte)device;
        // A libtorch without the switches cannot have it on.
        _paused = Autocast.IsAvailable && AutocastExports.IsEnabled(_device);
        if (_paused)
            AutocastExports.SetEnabled(_device, false);
    }

    /// <summary>Restores the state before.</summary>
    public void Dispose()
    {
        if (_paused)
            AutocastExports.SetEnabled(_device, true);
    }
}
