using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>Memory in use.</summary>
internal static class DeviceMemory
{
    /// <summary>Bytes in use: the working set of this process on the CPU, what all processes together hold on a GPU; null where it cannot be learned.</summary>
    public static long? InUse(Device device) => device.type switch
    {
        DeviceType.CPU => Environment.WorkingSet,
        DeviceType.CUDA => CudaDriver.MemoryInUse(),
        _ => null,
    };
}
