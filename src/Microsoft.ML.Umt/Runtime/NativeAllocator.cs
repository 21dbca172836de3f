using System.Runtime.InteropServices;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>The C library's allocator, which decides whether each big intermediate tensor costs fresh pages from the kernel.</summary>
internal static class NativeAllocator
{
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;

    /// <summary>
    /// Keeps freed blocks in the process for the next forward pass instead of returning them to the kernel: up to 45 % faster where a page
    /// fault is expensive (virtual machines). The price: resident memory stays at its peak, once for every thread that ever computed.
    /// So it is for processes that own their threads (benchmarks, servers), never set by the library itself.
    /// </summary>
    /// <returns>Whether it took effect; only glibc has the switch.</returns>
    public static bool TryKeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var libc) || !NativeLibrary.TryGetExport(libc, "mallopt", out var mallopt))
        {
            return false;
        }

        unsafe
        {
            var set = (delegate* unmanaged<int, int, int>)mallopt;
            return set(MmapThreshold, 1 << 30) == 1 & set(TrimThreshold, int.MaxValue) == 1;
        }
    }
}
