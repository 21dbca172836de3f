using System.Runtime.InteropServices;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>What the native libraries are called on this operating system.</summary>
internal static class NativeFileNames
{
    public static string RuntimeIdentifier { get; } =
        (OperatingSystem.IsWindows() ? "win-" : OperatingSystem.IsMacOS() ? "osx-" : "linux-") + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    public static string TorchCpu { get; } = Of("torch_cpu");

    public static string TorchSharp { get; } = Of("LibTorchSharp");

    /// <summary>libtorch's parts in the order in which each finds its needs already loaded.</summary>
    public static string[] LibTorchInLoadOrder { get; } = [Of("c10"), Of("torch_cpu"), Of("c10_cuda"), Of("torch_cuda"), Of("torch")];

    private static string Of(string name) =>
        OperatingSystem.IsWindows() ? name + ".dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
}
