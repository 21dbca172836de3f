using TorchSharp;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>
/// Switches mixed precision off on the current thread until disposed, for code that chooses its types itself: under <see cref="Autocast"/>, libtorch
/// would widen its norms and round its losses. Dispose it on the thread that made it. Costs nothing where mixed precision is off.
/// </summary>
internal readonly ref struct AutocastPause
{
    private readonly sbyte _device;
    private readonly bool _wasEnabled;

    /// <summary>Switches it off.</summary>
    /// <param name="device">The kind of device whose operators are concerned.</param>
    public AutocastPause(DeviceType device)
    {
        _device = (sbyte)device;
        _wasEnabled = Autocast.IsAvailable && AutocastExports.IsEnabled(_device);
        if (_wasEnabled)
            AutocastExports.SetEnabled(_device, false);
    }

    /// <summary>Switches it on again if it was.</summary>
    public void Dispose()
    {
        if (_wasEnabled)
            AutocastExports.SetEnabled(_device, true);
    }
}
