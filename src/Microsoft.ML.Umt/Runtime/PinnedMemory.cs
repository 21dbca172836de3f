using TorchSharp;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>
/// Main memory that a GPU reads by itself: a copy from it to the GPU runs at the speed of the bus and beside the computation, and the host does not wait.
/// libtorch keeps such memory for the next batch and never hands it out while a copy from it is under way.
/// </summary>
internal static unsafe class PinnedMemory
{
    private const string Entry = "aoti_torch_empty_strided_pinned";

    /// <summary>An uninitialised uint8 tensor on the CPU; in ordinary memory where there is no GPU, or the loaded libtorch cannot make it.</summary>
    public static torch.Tensor Bytes(long[] sizes)
    {
        if (!torch.cuda.is_available() || !AtenLibrary.TryGetExport(Entry, out var address))
            return torch.empty(sizes, torch.ScalarType.Byte);
        var strides = new long[sizes.Length];
        for (long i = sizes.Length - 1, stride = 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(sizes[i], 1);
        }

        var create = (delegate* unmanaged<long, long*, long*, int, int, int, nint*, int>)address;
        nint handle;
        int status;
        fixed (long* sizesPointer = sizes, stridesPointer = strides)
        {
            status = create(sizes.Length, sizesPointer, stridesPointer, (int)torch.ScalarType.Byte, (int)DeviceType.CPU, 0, &handle);
        }

        // The driver limits how much memory may be locked: slower beats failing.
        return status == 0 ? torch.Tensor.UnsafeCreateTensor(handle) : torch.empty(sizes, torch.ScalarType.Byte);
    }
}
