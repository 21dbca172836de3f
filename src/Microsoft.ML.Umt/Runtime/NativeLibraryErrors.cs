namespace Microsoft.ML.Umt.Runtime;

/// <summary>The sentences of <see cref="UmtNativeLibraryException"/>; docs/troubleshooting.md repeats them word for word.</summary>
internal static class NativeLibraryErrors
{
    public static string LibTorchMissing(string fileName) =>
        $"The native library libtorch ({fileName}) is missing: add the NuGet package 'TorchSharp-cpu' (or 'TorchSharp-cuda-windows', 'TorchSharp-cuda-linux') " +
        $"to the application's project, or set {TorchLibraryFolder.Variable} to the 'torch/lib' folder of a Python PyTorch.";

    public static string TorchSharpMissing(string fileName) =>
        $"The native library of TorchSharp ({fileName}) is missing from the application's folder: reference the NuGet package 'TorchSharp' and publish for a supported runtime (linux-x64, win-x64, osx-arm64).";

    public static string FolderWithoutLibTorch(string folder, string fileName) =>
        $"{TorchLibraryFolder.Variable} names '{folder}', which holds no {fileName}: set it to the 'torch/lib' folder of a Python PyTorch, or unset it.";

    public static string TwoLibTorches(string folder, string own) =>
        $"{TorchLibraryFolder.Variable} names '{folder}', but the application has a libtorch of its own in '{own}' and the two cannot share a process: unset the variable, or remove the package 'TorchSharp-cpu' from the project.";

    public static string DoesNotLoad(string file, string reason) =>
        $"The native library '{file}' does not load ({reason}): install what the loader names, on Debian and Ubuntu with 'apt-get install libstdc++6 libgomp1', on Windows with the Microsoft Visual C++ Redistributable 2015-2022 (x64).";

    public static string GpuMissing(int id, int count) => count == 0
        ? $"GPU {id} was asked for but CUDA is not available: install the NVIDIA driver and the package 'TorchSharp-cuda-linux' or 'TorchSharp-cuda-windows', or set FallbackToCpu = true, or leave GpuDeviceId null to compute on the CPU."
        : $"GPU {id} was asked for but the machine has {count} (ids 0 to {count - 1}): set GpuDeviceId to one of them, or set FallbackToCpu = true.";

    /// <summary>What the operating system said: .NET puts advice of its own on the lines before it.</summary>
    public static string Reason(Exception error) =>
        error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? error.GetType().Name;
}
