using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Microsoft.ML.Umt;

/// <summary>Ends a run of ffmpeg or ffprobe together with everything it started.</summary>
internal static class ChildProcesses
{
    /// <summary>Ends the processes whose command line holds one of the markers, and their descendants.</summary>
    // FFMpegCore ends only the process that it started and tells nobody its number. A wrapper script's children would live on and keep the pipes open.
    // Elsewhere than on Linux FFMpegCore's own ending is all there is.
    public static void Kill(params ReadOnlySpan<string> markers)
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId && Holds(CommandLine(folder), markers))
                Kill(id);
        }
    }

    private static bool Holds(string commandLine, ReadOnlySpan<string> markers)
    {
        foreach (var marker in markers)
        {
            if (commandLine.Contains(marker, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline")));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself in the meantime.
        }
    }
}
