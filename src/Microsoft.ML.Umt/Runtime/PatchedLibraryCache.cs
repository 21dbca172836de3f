using System.Security.Cryptography;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>Keeps the repaired copy of a native library in a folder that only the current user can write to.</summary>
internal static class PatchedLibraryCache
{
    /// <summary>The path of a file with exactly these bytes; written on first use.</summary>
    /// <remarks>The name holds the content's hash and the file appears by rename, so processes that race see a whole file or none.</remarks>
    public static string Store(string fileName, byte[] content)
    {
        var folder = Folder();
        var path = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(fileName)}-{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}{Path.GetExtension(fileName)}");
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            return path;

        var unfinished = $"{path}.{Environment.ProcessId}.{Path.GetRandomFileName()}";
        File.WriteAllBytes(unfinished, content);
        File.Move(unfinished, path, overwrite: true);
        return path;
    }

    private static string Folder()
    {
        // A service account may have no home; a world-writable temp folder then needs a folder of our own that nobody prepared for us.
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        var folder = home.Length > 0 && TryCreate(Path.Combine(home, "Microsoft.ML.Umt", "native"));
        return folder ? Path.Combine(home, "Microsoft.ML.Umt", "native") : Directory.CreateTempSubdirectory("umt-native-").FullName;
    }

    private static bool TryCreate(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
