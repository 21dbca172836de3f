using System.Runtime.InteropServices;

namespace Microsoft.ML.Umt.Retrieval.Files;

/// <summary>Files that get their name only when every byte of them is on the disk.</summary>
internal static partial class FileFlush
{
    public const string Unfinished = ".part";

    private const int ReadOnly = 0;

    /// <summary>Writes a file beside its place and moves it there. Whatever ends the process, the name means the old file or the new one, whole.</summary>
    public static void Replace(string path, Action<FileStream> write)
    {
        var unfinished = path + Unfinished;
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
            Folder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch
        {
            try
            {
                File.Delete(unfinished);
            }
            catch (IOException)
            {
                // The first error says more.
            }
            throw;
        }
    }

    /// <summary>Brings a folder's names to the disk: after a power cut a renamed file could otherwise have its old name. Windows does so itself.</summary>
    public static void Folder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(folder, ReadOnly);
        if (handle < 0)
            throw new IOException($"The folder '{folder}' cannot be opened to bring it to the disk (error {Marshal.GetLastPInvokeError()}).");
        // Some file systems (network ones) know no such thing for folders and say so; there is nothing more to do about it.
        _ = Sync(handle);
        _ = Close(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
