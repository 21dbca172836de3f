using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Runtime;

/// <summary>Each case is a process of its own, started from a copy of the output folder (symbolic links) in which something is hidden or changed.</summary>
public sealed class NativeLoadingTests : IDisposable
{
    private const string TorchCpu = "libtorch_cpu.so";
    private const string TorchSharp = "libLibTorchSharp.so";

    private readonly string _folder = Directory.CreateTempSubdirectory("umt-native-tests-").FullName;

    private string App => Path.Combine(_folder, "app");

    private string Cache => Path.Combine(_folder, "cache");

    private static string AsShipped => Path.Combine(AppContext.BaseDirectory, "AsShipped", TorchSharp);

    [LinuxFact]
    public void BuildAndLibraryRepairAlike()
    {
        var content = File.ReadAllBytes(AsShipped);
        Assert.Equal(1, ElfVersionNeeds.MakeWeak(content, "GLIBCXX_3.4.32"));
        Assert.Equal(0, ElfVersionNeeds.MakeWeak(content, "GLIBCXX_9.9"));
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, TorchSharp)));
    }

    [LinuxFact]
    public void LoadsFromTheOutputFolderAsBuilt()
    {
        CopyOutput();
        Assert.Equal("3", Run(ThroughLibrary).Succeeded().Trim());
        Assert.False(Directory.Exists(Path.Combine(Cache, "Microsoft.ML.Umt")), "The library that the build repaired must not be repaired again.");
    }

    [LinuxFact]
    public void RepairsTheShippedLibraryAtRunTime()
    {
        CopyOutput();
        PutBackAsShipped();
        Assert.Equal("3", Run(ThroughLibrary).Succeeded().Trim());
        Assert.Equal("3", Run(ThroughLibrary).Succeeded().Trim());
    }

    [LinuxFact]
    public void RepairsItForCodeThatUsesTorchDirectly()
    {
        CopyOutput();
        PutBackAsShipped();
        Assert.Equal("3", Run(OwnTorchCode).Succeeded().Trim());
    }

    [LinuxFact]
    public void RepairsItInTheFolderOfARuntimeIdentifier()
    {
        CopyOutput();
        PutBackAsShipped();
        var native = Directory.CreateDirectory(Path.Combine(App, "runtimes", "linux-x64", "native")).FullName;
        foreach (var file in Directory.GetFiles(App).Where(IsNative))
            File.Move(file, Path.Combine(native, Path.GetFileName(file)));
        Assert.Equal("3", Run(ThroughLibrary).Succeeded().Trim());
    }

    [LinuxFact]
    public void RunsOnTheLibTorchThatTheEnvironmentNames()
    {
        CopyOutput();
        var torchLib = MoveLibTorchAway();
        var result = Run(ThroughLibrary, (TorchLibraryFolder.Variable, torchLib));
        Assert.Equal("3", result.Succeeded().Trim());
    }

    [LinuxFact]
    public void RefusesTwoLibTorches()
    {
        CopyOutput();
        var torchLib = Directory.CreateDirectory(Path.Combine(_folder, "torch", "lib")).FullName;
        File.CreateSymbolicLink(Path.Combine(torchLib, TorchCpu), Path.Combine(AppContext.BaseDirectory, TorchCpu));
        AssertFails(Run(ThroughLibrary, (TorchLibraryFolder.Variable, torchLib)), NativeLibraryErrors.TwoLibTorches(torchLib, App));
    }

    [LinuxFact]
    public void SaysThatTheNamedFolderHoldsNoLibTorch()
    {
        CopyOutput();
        AssertFails(Run(ThroughLibrary, (TorchLibraryFolder.Variable, _folder)), NativeLibraryErrors.FolderWithoutLibTorch(_folder, TorchCpu));
    }

    [LinuxFact]
    public void SaysThatLibTorchIsMissing()
    {
        CopyOutput();
        MoveLibTorchAway();
        var result = Run(ThroughLibrary);
        AssertFails(result, NativeLibraryErrors.LibTorchMissing(TorchCpu));
        Assert.DoesNotContain("LoadNativeBackend", result.Error);
    }

    [LinuxFact]
    public void SaysThatTorchSharpsNativeHalfIsMissing()
    {
        CopyOutput();
        File.Delete(Path.Combine(App, TorchSharp));
        AssertFails(Run(ThroughLibrary), NativeLibraryErrors.TorchSharpMissing(TorchSharp));
    }

    [LinuxFact]
    public void SaysWhatTheLoaderMisses()
    {
        CopyOutput();
        File.Delete(Path.Combine(App, "libgomp-98b21ff3.so.1"));
        var result = Run(ThroughLibrary);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            $"The native library '{Path.Combine(App, TorchCpu)}' does not load (libgomp-98b21ff3.so.1: cannot open shared object file: No such file or directory): install",
            result.Error);
    }

    [LinuxFact]
    public void SaysThatTheLibraryIsDamaged()
    {
        CopyOutput();
        File.Delete(Path.Combine(App, TorchSharp));
        File.WriteAllText(Path.Combine(App, TorchSharp), "not a library");
        var result = Run(ThroughLibrary);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"The native library '{Path.Combine(App, TorchSharp)}' does not load (", result.Error);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static bool IsNative(string file) => Path.GetFileName(file).StartsWith("lib", StringComparison.Ordinal);

    private static int ThroughLibrary(string[] args)
    {
        NativeRuntime.EnsureLoaded();
        return PrintThree();
    }

    // An application's own use of torch, after the library was touched for anything at all.
    private static int OwnTorchCode(string[] args)
    {
        Console.Error.WriteLine(NativeFileNames.RuntimeIdentifier);
        return PrintThree();
    }

    private static int PrintThree()
    {
        using var sum = torch.ones(3).sum();
        Console.WriteLine(sum.item<float>());
        return 0;
    }

    private ChildResult Run(Func<string[], int> entry, params (string Name, string Value)[] variables)
    {
        // The parent's own variables, and its cache, must not help the child.
        var environment = new Dictionary<string, string?> { [TorchLibraryFolder.Variable] = null, ["LD_LIBRARY_PATH"] = null, ["XDG_DATA_HOME"] = Cache };
        foreach (var (name, value) in variables)
            environment[name] = value;
        return ChildProcess.Run(entry, environment: environment, folder: App);
    }

    private static void AssertFails(ChildResult result, string sentence)
    {
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{nameof(UmtNativeLibraryException)}: {sentence}", result.Error);
    }

    private void CopyOutput()
    {
        Directory.CreateDirectory(App);
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory))
        {
            // Half a gigabyte of libraries by link; the rest for real, because the host follows links to find the application's folder.
            var copy = Path.Combine(App, Path.GetFileName(file));
            if (IsNative(file))
                File.CreateSymbolicLink(copy, file);
            else
                File.Copy(file, copy);
        }
    }

    private string MoveLibTorchAway()
    {
        var torchLib = Directory.CreateDirectory(Path.Combine(_folder, "torch", "lib")).FullName;
        foreach (var file in Directory.GetFiles(App).Where(file => IsNative(file) && Path.GetFileName(file) != TorchSharp))
            File.Move(file, Path.Combine(torchLib, Path.GetFileName(file)));
        return torchLib;
    }

    private void PutBackAsShipped()
    {
        File.Delete(Path.Combine(App, TorchSharp));
        File.Copy(AsShipped, Path.Combine(App, TorchSharp));
    }
}
