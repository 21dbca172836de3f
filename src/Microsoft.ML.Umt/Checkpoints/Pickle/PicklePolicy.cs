using System.Collections.Frozen;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// Which names a checkpoint may mention. Nothing named is ever looked up or run, whatever the answer: an allowed unknown class becomes an inert
/// <see cref="PickleObject"/>. Names that no honest checkpoint needs are refused, because the file was made to attack other readers.
/// </summary>
internal static class PicklePolicy
{
    private static readonly FrozenSet<string> RefusedModules = FrozenSet.ToFrozenSet(
    [
        "os", "posix", "nt", "sys", "subprocess", "shutil", "importlib", "runpy", "pty", "pdb", "code", "codeop", "socket", "ctypes", "cffi",
        "multiprocessing", "threading", "asyncio", "concurrent", "signal", "webbrowser", "pickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle",
        "operator", "_operator", "inspect", "gc", "atexit", "commands", "pip", "setuptools", "timeit", "trace", "bdb", "cProfile", "profile",
        "tempfile", "io", "_io", "http", "urllib", "requests", "ftplib", "smtplib", "telnetlib", "imaplib", "linecache", "builtins", "__builtin__", "__main__.os",
    ]);

    // Containers and scalars that PyTorch and numpy themselves write.
    private static readonly FrozenSet<string> AllowedBuiltins = FrozenSet.ToFrozenSet(
        ["set", "frozenset", "list", "dict", "tuple", "int", "float", "complex", "bool", "str", "bytes", "bytearray", "object", "slice", "long", "unicode"]);

    // Calls whose result is nothing but data that nobody asks for: kept as an inert object.
    private static readonly FrozenSet<string> InertCalls = FrozenSet.ToFrozenSet(
    [
        "copyreg._reconstructor", "copy_reg._reconstructor", "_codecs.encode", "collections.defaultdict", "collections.Counter", "collections.deque",
        "torch.Size", "torch.device", "torch._C.device", "torch._C._dtype", "torch.Generator", "torch.storage._load_from_bytes",
        "numpy.dtype", "numpy.ndarray", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
        "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct",
        "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.PurePosixPath", "pathlib.Path", "pathlib._local.PosixPath",
        "datetime.datetime", "datetime.timedelta", "datetime.date", "uuid.UUID", "fractions.Fraction", "decimal.Decimal",
    ]);

    public static void CheckName(PickleGlobal name)
    {
        string root = name.Module.Split('.')[0];
        bool builtin = name.Module is "builtins" or "__builtin__";
        if (builtin ? !AllowedBuiltins.Contains(name.Name) : RefusedModules.Contains(root))
        {
            throw new CheckpointException(
                $"The file names '{name.FullName}', which has no place among weights. It was not run, and the file is refused; do not open it with other tools either.");
        }
    }

    /// <summary>Whether a call of this name is harmless data that may be kept inert.</summary>
    public static bool IsInertCall(PickleGlobal name) =>
        InertCalls.Contains(name.FullName) || name.Module is "builtins" or "__builtin__";
}
