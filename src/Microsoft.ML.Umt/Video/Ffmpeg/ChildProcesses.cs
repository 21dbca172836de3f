using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.Umt;

/// <summary>Ends a run of ffmpeg or ffprobe together with everything it started.</summary>
internal static class ChildProcesses
{
    /// <summary>Ends the processes of one run, and their descendants.</summary>
    /// <param name="marker">The word in the command lines of the run.</param>
    /// <param name="programs">Paths of programs whose trial starts (<c>-version</c>, which carry no marker) by this process are ended too.</param>
    // FFMpegCore ends only the process that it started and tells nobody its number. A wrapper script's children would live on and keep the pipes open.
    // Elsewhere than on Linux FFMpegCore's own ending is all there is.
    public static void Kill(string marker, params ReadOnlySpan<string> programs)
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId)
                continue;
            var commandLine = CommandLine(folder);
            if (commandLine.Contains(marker, StringComparison.Ordinal) || IsTrial(commandLine, programs) && IsOurs(folder))
                Kill(id);
        }
    }

    private static bool IsTrial(string commandLine, ReadOnlySpan<string> programs)
    {
        foreach (var program in programs)
        {
            if (commandLine.Contains(program + "\0-version", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    // Another application may be trying the same program at this moment.
    private static bool IsOurs(string folder)
    {
        try
        {
            // "id (name) state parent ...", where the name may hold anything, blanks and brackets too.
            var facts = File.ReadAllText(Path.Combine(folder, "stat"));
            var parent = facts[(facts.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            return parent == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
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
