namespace Microsoft.ML.Umt.Runtime;

/// <summary>Finds the native files by their full paths, so that a foreign libtorch elsewhere on the machine is never picked up by bare name.</summary>
internal static class TorchLibraryFolder
{
    /// <summary>The environment variable that names the <c>torch/lib</c> folder of a Python PyTorch to run on.</summary>
    public const string Variable = "UMT_TORCH_LIB";

    /// <summary>The folder that the environment names, or null.</summary>
    public static string? FromEnvironment()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrWhiteSpace(folder) ? null : Path.GetFullPath(folder);
    }

    /// <summary>The full path of a native file that came with the application, or null.</summary>
    public static string? Find(string fileName) =>
        ApplicationFolders().Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);

    /// <summary>The full path of a native file of libtorch: with the application, or on the loader's search path; or null.</summary>
    public static string? FindLibTorch(string fileName) =>
        Find(fileName) ?? LoaderPath().Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> ApplicationFolders()
    {
        // The host fills this from the .deps.json: it holds runtimes/<rid>/native for applications without a runtime identifier.
        var probed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (var folder in probed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return folder;
        yield return AppContext.BaseDirectory;
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", NativeFileNames.RuntimeIdentifier, "native");
    }

    private static string[] LoaderPath()
    {
        var variable = OperatingSystem.IsWindows() ? "PATH" : OperatingSystem.IsMacOS() ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
        return (Environment.GetEnvironmentVariable(variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
    }
}
