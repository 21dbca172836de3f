using System.Runtime.InteropServices;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>The few questions about a GPU that TorchSharp has no call for, put to NVIDIA's driver itself (CUDA Driver API).</summary>
internal static partial class CudaDriver
{
    private const int ComputeCapabilityMajor = 75;

    /// <summary>The generation of a GPU: 7 Volta and Turing, 8 Ampere, 9 Hopper; 0 where there is no driver or no such device.</summary>
    public static int ComputeCapability(int deviceIndex)
    {
        try
        {
            return Initialize(0) == 0
                && GetDevice(out var device, deviceIndex) == 0
                && GetAttribute(out var major, ComputeCapabilityMajor, device) == 0
                    ? major
                    : 0;
        }
        catch (DllNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>Bytes that all processes together hold on the GPU that the calling thread works with; null where there is none.</summary>
    public static long? MemoryInUse()
    {
        try
        {
            return GetMemory(out var free, out var total) == 0 ? (long)(total - free) : null;
        }
        catch (DllNotFoundException)
        {
            return null;
        }
    }

    // The same functions under the driver's two file names.
    private static int Initialize(uint flags) => OperatingSystem.IsWindows() ? Windows.Init(flags) : Linux.Init(flags);

    private static int GetDevice(out int device, int ordinal) => OperatingSystem.IsWindows() ? Windows.DeviceGet(out device, ordinal) : Linux.DeviceGet(out device, ordinal);

    private static int GetAttribute(out int value, int attribute, int device) =>
        OperatingSystem.IsWindows() ? Windows.DeviceGetAttribute(out value, attribute, device) : Linux.DeviceGetAttribute(out value, attribute, device);

    private static int GetMemory(out nuint free, out nuint total) => OperatingSystem.IsWindows() ? Windows.MemGetInfo(out free, out total) : Linux.MemGetInfo(out free, out total);

    private static partial class Linux
    {
        private const string Library = "libcuda.so.1";

        [LibraryImport(Library, EntryPoint = "cuInit")]
        public static partial int Init(uint flags);

        [LibraryImport(Library, EntryPoint = "cuDeviceGet")]
        public static partial int DeviceGet(out int device, int ordinal);

        [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
        public static partial int DeviceGetAttribute(out int value, int attribute, int device);

        [LibraryImport(Library, EntryPoint = "cuMemGetInfo_v2")]
        public static partial int MemGetInfo(out nuint free, out nuint total);
    }

    private static partial class Windows
    {
        private const string Library = "nvcuda.dll";

        [LibraryImport(Library, EntryPoint = "cuInit")]
        public static partial int Init(uint flags);

        [LibraryImport(Library, EntryPoint = "cuDeviceGet")]
        public static partial int DeviceGet(out int device, int ordinal);

        [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
        public static partial int DeviceGetAttribute(out int value, int attribute, int device);

        [LibraryImport(Library, EntryPoint = "cuMemGetInfo_v2")]
        public static partial int MemGetInfo(out nuint free, out nuint total);
    }
}
