using TorchSharp;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>Brings libtorch and TorchSharp's native half into the process, or says plainly what is missing.</summary>
internal static class NativeRuntime
{
    private static volatile bool _loaded;

    /// <summary>To be called before any torch object is made; after the first success it is a field read. Thread-safe.</summary>
    /// <exception cref="UmtNativeLibraryException">A native library is missing or does not load; the message is one sentence with the fix.</exception>
    public static void EnsureLoaded()
    {
        if (_loaded)
            return;

        // First by ourselves: once TorchSharp's own attempt fails, its type initialiser is spoilt for the rest of the process,
        // and it would copy half a gigabyte out of the package cache before giving up.
        TorchSharpLibrary.Load();
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception error) when (error is TypeInitializationException or NotSupportedException or DllNotFoundException)
        {
            throw new UmtNativeLibraryException(NativeLibraryErrors.DoesNotLoad(NativeFileNames.TorchSharp, NativeLibraryErrors.Reason(error.GetBaseException())), error);
        }
        _loaded = true;
    }
}
