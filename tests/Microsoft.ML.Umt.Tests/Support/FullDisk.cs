namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>A full disk, on Linux: whatever is written to the path is refused by the kernel for want of space.</summary>
internal static class FullDisk
{
    public static void Put(string path) => File.CreateSymbolicLink(path, "/dev/full");
}
