namespace Microsoft.ML.Umt.Benchmarks.Decode;

/// <summary>Scripts in place of the two programs that count their starts. FFMpegCore's one trial start with <c>-version</c> per program is not counted.</summary>
internal sealed class CountingPrograms : IDisposable
{
    private readonly string _log;

    public CountingPrograms()
    {
        Folder = Directory.CreateTempSubdirectory("umt-count-").FullName;
        _log = Path.Combine(Folder, "starts");
        File.WriteAllText(_log, "");
        foreach (var program in (string[])["ffmpeg", "ffprobe"])
        {
            var path = Path.Combine(Folder, program);
            File.WriteAllText(path, $"#!/bin/sh\n[ \"$1\" = -version ] || echo x >> '{_log}'\nexec {program} \"$@\"\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The folder with the scripts.</summary>
    public string Folder { get; }

    /// <summary>Starts so far.</summary>
    public int Starts => File.ReadAllLines(_log).Length;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
