using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>
/// The exports of the libtorch that TorchSharp runs on, for what TorchSharp itself does not bind. Thread-safe.
/// </summary>
/// <remarks>
/// Exports are looked up by name at the first use and never linked, so that a libtorch without one of them still serves everything else.
/// </remarks>
internal static class AtenLibrary
{
    private static readonly Lazy<nint> Library = new(Open);
    private static readonly ConcurrentDictionary<string, nint> Exports = new();

    /// <summary>Finds an export.</summary>
    /// <param name="name">The exported symbol.</param>
    /// <param name="address">Its address, or zero.</param>
    /// <returns>Whether the loaded libtorch has it.</returns>
    public static bool TryGetExport(string name, out nint address)
    {
        address = Exports.GetOrAdd(name, static symbol => NativeLibrary.TryGetExport(Library.Value, symbol, out var found) ? found : 0);
        return address != 0;
    }

    /// <summary>Finds an export that an operation cannot do without.</summary>
    /// <param name="name">The exported symbol.</param>
    /// <param name="purpose">What asks for it, for the message.</param>
    /// <returns>Its address.</returns>
    /// <exception cref="NotSupportedException">The loaded libtorch does not export <paramref name="name"/>.</exception>
    public static nint GetExport(string name, string purpose) => TryGetExport(name, out var address)
        ? address
        : throw new NotSupportedException(
            $"The loaded libtorch does not export '{name}', which {purpose} needs. Use the libtorch of the TorchSharp-cpu or TorchSharp-cuda package whose version equals TorchSharp's.");

    private static nint Open()
    {
        NativeRuntime.EnsureLoaded();

        // By bare file name the loader answers with the copy that is already in the process, wherever that came from.
        if (NativeLibrary.TryLoad(NativeFileNames.TorchCpu, out var handle) || NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out handle))
        {
            return handle;
        }

        throw new DllNotFoundException($"{NativeFileNames.TorchCpu} is not loaded although TorchSharp is; is its folder readable?");
    }
}
