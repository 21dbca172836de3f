using Microsoft.ML.Umt.Runtime;
using TorchSharp;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Which device a component was asked to use; never saved with a model, the loading context decides anew.</summary>
/// <param name="GpuDeviceId">Index of the GPU, null for the CPU.</param>
/// <param name="FallbackToCpu">Whether to use the CPU when that GPU is absent; otherwise its absence is an error.</param>
internal readonly record struct DeviceRequest(int? GpuDeviceId, bool FallbackToCpu)
{
    /// <summary>The device. Loads the native libraries.</summary>
    public torch.Device Resolve() => ComputeDevice.Resolve(GpuDeviceId, FallbackToCpu);

    /// <summary>Fails now rather than at the first video if a GPU was asked for that is not there. Loads nothing for the CPU.</summary>
    public void ThrowIfAbsent()
    {
        if (GpuDeviceId is not null)
            _ = Resolve();
    }
}
