using TorchSharp;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>Turns ML.NET's two device settings (<c>GpuDeviceId</c>, <c>FallbackToCpu</c>) into a torch device.</summary>
internal static class ComputeDevice
{
    /// <summary>The CPU when no GPU is asked for; the GPU with that id; or the CPU in its stead when it is absent and that was allowed.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gpuDeviceId"/> is negative.</exception>
    /// <exception cref="UmtNativeLibraryException">The GPU is absent and <paramref name="fallbackToCpu"/> is false, or libtorch itself does not load.</exception>
    public static torch.Device Resolve(int? gpuDeviceId, bool fallbackToCpu)
    {
        NativeRuntime.EnsureLoaded();
        if (gpuDeviceId is not { } id)
            return new torch.Device(DeviceType.CPU);
        ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(gpuDeviceId));

        // Each count asks the driver, so ask once.
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (id < count)
        {
            torch.InitializeDeviceType(DeviceType.CUDA);
            return new torch.Device(DeviceType.CUDA, id);
        }
        return fallbackToCpu ? new torch.Device(DeviceType.CPU) : throw new UmtNativeLibraryException(NativeLibraryErrors.GpuMissing(id, count));
    }
}
