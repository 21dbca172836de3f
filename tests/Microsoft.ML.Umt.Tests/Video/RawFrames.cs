using System.Diagnostics;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>An independent full decode with the bare ffmpeg program.</summary>
internal static class RawFrames
{
    /// <summary>The hash of every frame in order, for the stream with the given number. One thread: what ffmpeg makes of broken data depends on their number.</summary>
    public static List<ulong> Hashes(string path, int stream, int frameBytes)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-nostdin", "-v", "quiet", "-threads", "1", "-i", path, "-map", $"0:{stream}", "-f", "rawvideo", "-pix_fmt", "rgb24", "-vsync", "0", "pipe:1"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var hashes = new List<ulong>();
        var frame = new byte[frameBytes];
        while (process.StandardOutput.BaseStream.ReadAtLeast(frame, frameBytes, throwOnEndOfStream: false) == frameBytes)
            hashes.Add(Hash(frame));
        process.WaitForExit();
        return hashes;
    }

    public static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(bytes);
        var hash = 14695981039346656037ul;
        foreach (var word in words)
            hash = unchecked((hash ^ word) * 1099511628211ul);
        foreach (var value in bytes[(words.Length * 8)..])
            hash = unchecked((hash ^ value) * 1099511628211ul);
        return hash;
    }
}
