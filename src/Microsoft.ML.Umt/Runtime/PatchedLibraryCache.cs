using System.Security.Cryptography;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>Keeps the repaired copy of a native library in a folder that only the current user can write to.</summary>
internal static class PatchedLibraryCache
{
    /// <summary>Loads a library from its bytes: through a file of the cache, or, where none can be kept, through a file that lives as long as the call.</summary>
    public static nint Load(string fileName, byte[] content, Func<string, nint> load)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (home.Length > 0 && TryStore(Path.Combine(home, "Microsoft.ML.Umt", "native"), fileName, content) is { } kept)
            return load(kept);

        // A service account may have no home, or one that is read-only.
        var folder = Directory.CreateTempSubdirectory("umt-native-").FullName;
        try
        {
            var path = Path.Combine(folder, fileName);
            File.WriteAllBytes(path, content);
            return load(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <remarks>The name holds the content's hash and the file appears by rename, so processes that race see a whole file or none.</remarks>
    private static string? TryStore(string folder, string fileName, byte[] content)
    {
        try
        {
            CreatePrivate(folder);
            var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
            var path = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(fileName)}-{hash}{Path.GetExtension(fileName)}");
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            {
                var unfinished = $"{path}.{Environment.ProcessId}.{Path.GetRandomFileName()}";
                File.WriteAllBytes(unfinished, content);
                File.Move(unfinished, path, overwrite: true);
            }
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
