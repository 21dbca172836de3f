using System.Globalization;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>Looks at the process table of Linux.</summary>
internal static class LiveProcesses
{
    /// <summary>Children of this process that have not ended.</summary>
    public static List<string> Children() => Find((parent, _) => parent == Environment.ProcessId);

    /// <summary>Processes of the machine whose command line holds a word.</summary>
    public static List<string> With(string word) => Find((_, command) => command.Contains(word, StringComparison.Ordinal));

    private static List<string> Find(Func<int, string, bool> wanted)
    {
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId))
        {
            try
            {
                var stat = File.ReadAllText($"{folder}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                var command = File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ');
                if (fields[0] != "Z" && wanted(int.Parse(fields[1], CultureInfo.InvariantCulture), command))
                    found.Add(command);
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }

        return found;
    }
}
