namespace Microsoft.ML.Umt;

/// <summary>A video as a path that can stand in an argument list; private copies and links are removed on disposal.</summary>
internal sealed class LocalMedia : IDisposable
{
    private const int Attempts = 3;

    private readonly string? _privateFolder;

    private LocalMedia(string path, string? privateFolder)
    {
        Path = path;
        _privateFolder = privateFolder;
    }

    /// <summary>An absolute path without characters that need quoting beyond spaces.</summary>
    public string Path { get; }

    /// <summary>Makes the content of a video reachable by a safe path.</summary>
    /// <exception cref="VideoDecodeException">It is missing, refused, empty or too large.</exception>
    public static LocalMedia Open(MLVideo video, VideoDecodeOptions options, CancellationToken cancellationToken) => video.Source switch
    {
        FileVideoSource => FromFile(video.Name, LocalFile.Find(video, options).FullName, options),
        BytesVideoSource bytes => SpoolBytes(video, bytes.Bytes, options),
        StreamVideoSource stream => SpoolStream(video, stream, options, cancellationToken),
        _ => throw new InvalidOperationException($"{video.Source.GetType().Name} holds no file."),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_privateFolder is null)
            return;
        // On Windows a program that was just ended may hold the file for a moment. Giving up in silence, because an exception here would hide why the program was ended.
        for (var attempt = 1; attempt <= Attempts && !TryDelete(_privateFolder); attempt++)
            Thread.Sleep(100);
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            // Someone cleaned the temporary folder: nothing is left to remove.
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static LocalMedia FromFile(string name, string path, VideoDecodeOptions options)
    {
        if (!NeedsLink(path))
            return new LocalMedia(path, null);
        var media = InPrivateFolder(options, System.IO.Path.GetExtension(path));
        try
        {
            File.CreateSymbolicLink(media.Path, path);
            return media;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            media.Dispose();
            throw new VideoDecodeException(name, VideoDecodeError.Refused, "its name cannot be handed to ffmpeg and no link with another name could be made; rename the file.", error);
        }
    }

    // FFMpegCore puts the path between quotation marks in one argument string, which these characters would end or change.
    private static bool NeedsLink(string path) => !OperatingSystem.IsWindows() && path.AsSpan().ContainsAnyInRange('\0', '\u001f') || path.Contains('"') || !OperatingSystem.IsWindows() && path.Contains('\\');

    private static LocalMedia SpoolBytes(MLVideo video, ReadOnlyMemory<byte> bytes, VideoDecodeOptions options)
    {
        LocalFile.CheckSize(video.Name, bytes.Length, options);
        return Spool(options, file => file.Write(bytes.Span));
    }

    private static LocalMedia SpoolStream(MLVideo video, StreamVideoSource source, VideoDecodeOptions options, CancellationToken cancellationToken) => Spool(options, file =>
    {
        using var stream = source.Open() ?? throw new VideoDecodeException(video.Name, VideoDecodeError.NotFound, "the function that opens its stream returned null.");
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LocalFile.CheckSize(video.Name, file.Length + read, options);
            file.Write(buffer.AsSpan(0, read));
        }

        LocalFile.CheckSize(video.Name, file.Length, options);
    });

    private static LocalMedia Spool(VideoDecodeOptions options, Action<FileStream> write)
    {
        var media = InPrivateFolder(options, ".video");
        try
        {
            using var file = new FileStream(media.Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            write(file);
            return media;
        }
        catch
        {
            media.Dispose();
            throw;
        }
    }

    private static LocalMedia InPrivateFolder(VideoDecodeOptions options, string extension)
    {
        var folder = System.IO.Path.Combine(System.IO.Path.GetFullPath(FfmpegPrograms.TemporaryFolder(options)), "umt-" + Guid.NewGuid().ToString("N"));
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var safe = extension.Length is > 1 and <= 8 && extension.AsSpan(1).IndexOfAnyExcept(SafeExtension) < 0 ? extension : "";
        return new LocalMedia(System.IO.Path.Combine(folder, "input" + safe), folder);
    }

    private static readonly System.Buffers.SearchValues<char> SafeExtension = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}
