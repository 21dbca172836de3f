using FFMpegCore;
using FFMpegCore.Exceptions;
using FFMpegCore.Pipes;
using static System.FormattableString;

namespace Microsoft.ML.Umt;

/// <summary>Runs the two programs through FFMpegCore under a time limit; nothing of a run outlives the call.</summary>
/// <param name="options">Limits and choices.</param>
/// <param name="maxPackets">The most packets of video that are listed. Their list is in memory before anything else is known of a file; 6 hours at 60 frames a second are 1.3 million.</param>
internal sealed class FfmpegRunner(VideoDecodeOptions options, int maxPackets = 2_000_000)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    // ffmpeg before 5.1 knows the option only by its old name, and later ones will know only the new one.
    private const string OldPassthrough = "-vsync 0";

    private volatile string _passthrough = "-fps_mode passthrough";

    /// <summary>Reads the facts of a file: one start of ffprobe.</summary>
    public ProbeResult Probe(string name, string path, CancellationToken cancellationToken)
    {
        var marker = InputGuard.NewMarker();
        var custom = $"{InputGuard.Arguments(options.MaxPixelsPerFrame, marker)} -read_intervals %+#{maxPackets + 1} -select_streams v -show_entries packet=stream_index,pts,flags -print_format json=compact=1";
        var programs = FfmpegPrograms.Locate(options);
        try
        {
            var analysis = Run(name, programs, marker, token => FFProbe.AnalyseAsync(path, programs, custom, token), cancellationToken);
            var report = ProbeJson.Parse(analysis.Json);
            DecodeLimits.CheckPackets(name, report.Packets?.Length ?? 0, maxPackets);
            // Some codecs refuse a large picture and leave its size unknown, without an error of ffprobe's own.
            if (!Array.Exists(report.Streams ?? [], stream => stream.Width > 0))
                DecodeLimits.CheckRefusal(name, analysis.StandardError, options);
            var result = ProbeReader.Read(name, report, analysis.StandardError);
            DecodeLimits.Check(name, result, options);
            return result;
        }
        catch (FFProbeProcessException error)
        {
            DecodeLimits.CheckRefusal(name, error.StandardError, options);
            throw NotReadable(name, error.StandardError, error);
        }
        catch (Exception error) when (error is FormatNullException or System.Text.Json.JsonException)
        {
            throw new VideoDecodeException(name, VideoDecodeError.NotAVideo, "ffprobe found nothing in it that it can describe.", error);
        }
    }

    /// <summary>Delivers frames to a sink: one start of ffmpeg. What ffmpeg says about broken data is returned, not thrown.</summary>
    /// <param name="name">The video's name.</param>
    /// <param name="path">A safe path.</param>
    /// <param name="probe">Its facts.</param>
    /// <param name="filter">The filter chain.</param>
    /// <param name="maxFrames">After how many frames ffmpeg stops; <see langword="null"/> for all.</param>
    /// <param name="sink">Takes the frames.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public FFMpegResult Decode(string name, string path, ProbeResult probe, string filter, int? maxFrames, IPipeSink sink, CancellationToken cancellationToken)
    {
        var programs = FfmpegPrograms.Locate(options);
        while (true)
        {
            var marker = InputGuard.NewMarker();
            var passthrough = _passthrough;
            var arguments = FFMpegArguments
                .FromFileInput(path, verifyExists: false, input => Input(input, probe, marker))
                .OutputTo(new FramePipe(sink), output => output
                    .WithCustomArgument($"-map 0:{probe.StreamIndex} -an -sn -dn -vf \"{filter}\" {passthrough} -pix_fmt rgb24{(maxFrames is { } count ? $" -frames:v {count}" : "")}"))
                .WithLogLevel(FFMpegCore.Enums.FFMpegLogLevel.Error);
            var result = Run(
                name,
                programs,
                marker,
                token => arguments.CancellableThrough(token, TimeSpan.Zero).ProcessAsynchronously(throwOnError: false, programs, CancellationToken.None),
                cancellationToken);
            // Compared with what this run used: another thread may have learned of the old ffmpeg meanwhile.
            if (result.Success || passthrough == OldPassthrough || !result.StandardError.Any(line => line.Contains("'fps_mode'", StringComparison.Ordinal)))
                return result;
            _passthrough = OldPassthrough;
        }
    }

    private void Input(FFMpegInputOptions input, ProbeResult probe, string marker)
    {
        // A filter graph that is rebuilt when the picture size changes would count frames from zero again; the scale filter follows such changes itself.
        var graph = probe.Rotation == 0 ? " -reinit_filter 0" : "";
        input.WithThreads(1).WithCustomArgument($"-nostdin -filter_threads 1{graph} {InputGuard.Arguments(options.MaxPixelsPerFrame, marker)}");
    }

    private T Run<T>(string name, FFOptions programs, string marker, Func<CancellationToken, Task<T>> start, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        using var end = new CancellationTokenSource();
        // On the pool, because FFMpegCore starts processes before its first await.
        var task = Task.Run(() => start(end.Token), CancellationToken.None);
        try
        {
            task.Wait(limit.Token);
            return task.Result;
        }
        catch (OperationCanceledException)
        {
            // First the whole tree: once FFMpegCore has ended the program it started, that one's children cannot be told from others.
            ChildProcesses.Kill(marker, Path.Combine(programs.BinaryFolder, "ffmpeg"), Path.Combine(programs.BinaryFolder, "ffprobe"));
            end.Cancel();
            Await(task);
            cancellationToken.ThrowIfCancellationRequested();
            throw new VideoDecodeException(
                name,
                VideoDecodeError.TimedOut,
                Invariant($"reading it took more than {options.Timeout.TotalSeconds:0.#} seconds, the limit {nameof(VideoDecodeOptions)}.{nameof(VideoDecodeOptions.Timeout)}; ffmpeg was ended.{LastWords.Of(Messages(task))}"));
        }
        catch (AggregateException error) when (error.InnerException is FFMpegException and not (FFProbeProcessException or FFMpegProcessException or FormatNullException))
        {
            // The programs are there, but FFMpegCore's trial start failed.
            throw new FfmpegNotFoundException(programs.BinaryFolder, error.InnerException);
        }
        catch (AggregateException error)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error.InnerException!);
            throw;
        }
    }

    private static void Await(Task task)
    {
        try
        {
            task.Wait(Farewell);
        }
        catch (AggregateException)
        {
            // The ended run's own complaint; the caller gets the cause.
        }
    }

    private static IReadOnlyList<string> Messages(Task task) => task switch
    {
        Task<FFMpegResult> { IsCompletedSuccessfully: true } run => run.Result.StandardError,
        { Exception.InnerException: FFProbeProcessException error } => error.StandardError,
        _ => [],
    };

    private static VideoDecodeException NotReadable(string name, IReadOnlyList<string> messages, Exception error) =>
        messages.Any(line => line.Contains("not on whitelist", StringComparison.OrdinalIgnoreCase))
            ? new VideoDecodeException(name, VideoDecodeError.Refused, $"its content is not one of the video containers that are opened (playlists, scripts and image sequences never are).{LastWords.Of(messages)}", error)
            : new VideoDecodeException(name, VideoDecodeError.NotAVideo, $"ffprobe cannot read it as a video; it may be damaged, truncated or something else.{LastWords.Of(messages)}", error);
}
