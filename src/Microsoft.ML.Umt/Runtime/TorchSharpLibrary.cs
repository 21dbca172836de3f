using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>Loads TorchSharp's native half, and libtorch beneath it, where the runtime's own probing does not succeed.</summary>
/// <remarks>
/// TorchSharp 0.107's Linux file demands GLIBCXX_3.4.32 (gcc 13) for a symbol it never uses, so Debian 12 and Ubuntu 22.04 refuse it.
/// A copy with that demand made weak loads; see docs/decisions/0003.
/// </remarks>
internal static class TorchSharpLibrary
{
    private const string NewestLibstdcxxVersion = "GLIBCXX_3.4.32";

    private static readonly Lock Gate = new();
    private static nint _torchSharp;
    private static nint _torchCpu;

    // TorchSharp may be touched by the user's code before anything of ours: the fallback has to stand from the start. It costs one delegate.
#pragma warning disable CA2255 // "not in libraries": there is no later moment that is early enough
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RegisterFallback()
    {
        var context = AssemblyLoadContext.GetLoadContext(typeof(TorchSharpLibrary).Assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += Resolve;
    }

    /// <summary>Loads every native file by its full path; does nothing the second time.</summary>
    /// <exception cref="UmtNativeLibraryException">A file is missing or does not load.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (_torchSharp != 0)
                return;
            LoadLibTorch();
            var path = TorchLibraryFolder.Find(NativeFileNames.TorchSharp)
                ?? throw new UmtNativeLibraryException(NativeLibraryErrors.TorchSharpMissing(NativeFileNames.TorchSharp));
            _torchSharp = NativeLibrary.TryLoad(path, out var handle) ? handle : LoadRepaired(path);
        }
    }

    private static void LoadLibTorch()
    {
        var named = TorchLibraryFolder.FromEnvironment();
        var own = TorchLibraryFolder.Find(NativeFileNames.TorchCpu);
        if (named is not null && !File.Exists(Path.Combine(named, NativeFileNames.TorchCpu)))
            throw new UmtNativeLibraryException(NativeLibraryErrors.FolderWithoutLibTorch(named, NativeFileNames.TorchCpu));
        if (named is not null && own is not null && Path.GetDirectoryName(own) != named)
            throw new UmtNativeLibraryException(NativeLibraryErrors.TwoLibTorches(named, Path.GetDirectoryName(own)!));

        var torchCpu = named is not null ? Path.Combine(named, NativeFileNames.TorchCpu) : own ?? TorchLibraryFolder.FindLibTorch(NativeFileNames.TorchCpu);
        if (torchCpu is null)
            throw new UmtNativeLibraryException(NativeLibraryErrors.LibTorchMissing(NativeFileNames.TorchCpu));

        // Once they are in the process, LibTorchSharp's needs bind to them by name, wherever they came from.
        var folder = Path.GetDirectoryName(torchCpu)!;
        foreach (var path in NativeFileNames.LibTorchInLoadOrder.Select(file => Path.Combine(folder, file)).Where(File.Exists))
        {
            var handle = LoadFile(path);
            if (path == torchCpu)
                _torchCpu = handle;
        }
    }

    private static nint LoadFile(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new UmtNativeLibraryException(NativeLibraryErrors.DoesNotLoad(path, NativeLibraryErrors.Reason(error)), error);
        }
    }

    private static nint LoadRepaired(string path)
    {
        var content = File.ReadAllBytes(path);
        var repaired = ElfVersionNeeds.IsElf(content) && ElfVersionNeeds.MakeWeak(content, NewestLibstdcxxVersion) > 0;
        return repaired ? PatchedLibraryCache.Load(Path.GetFileName(path), content, LoadFile) : LoadFile(path);
    }

    private static nint Resolve(Assembly assembly, string name)
    {
        if (name is not ("LibTorchSharp" or "libLibTorchSharp" or "torch_cpu"))
            return 0;
        try
        {
            Load();
        }
        catch (UmtNativeLibraryException)
        {
            // Whoever asked gets the runtime's usual DllNotFoundException; NativeRuntime.EnsureLoaded is where the reason is told.
            return 0;
        }
        return name == "torch_cpu" ? _torchCpu : _torchSharp;
    }
}
