using Microsoft.ML.Umt;
using VideoSearch.Library;
using VideoSearch.Media;
using VideoSearch.Models;
using VideoSearch.Security;

namespace VideoSearch.Indexing;

/// <summary>Reads one file: what it is, and the vectors of its pieces.</summary>
internal sealed class ClipReader(SearchSettings settings, AllowedFolders allowed, ILogger<ClipReader> log)
{
    private readonly FFMpegVideoDecoder _decoder = new();

    /// <summary>Reads a file. One that cannot be read, for whatever reason, is a clip with a problem and no pieces: it does not stop those after it.</summary>
    /// <exception cref="OperationCanceledException">The work was ended early.</exception>
    /// <exception cref="FfmpegNotFoundException">There is no ffmpeg: no file is at fault.</exception>
    public (Clip Clip, IReadOnlyList<ClipSegment> Segments) Read(LibraryFolder folder, FileInfo file, string clipId, ISearchModel model, CancellationToken cancellationToken)
    {
        var stamp = FileStamp.Of(file);
        var clip = new Clip
        {
            Id = clipId,
            FolderId = folder.Id,
            RelativePath = Path.GetRelativePath(folder.Path, file.FullName),
            Size = stamp.Size,
            Modified = stamp.Modified,
        };
        try
        {
            if (file.LinkTarget is not null)
                return (clip with { Problem = "it is a link; links are not followed." }, []);
            if (stamp == FileStamp.Unknown)
                return (clip with { Problem = "it cannot be opened: it is gone, or its name is not in this system's encoding (UTF-8). Rename it." }, []);
            if (allowed.Real(file.FullName) is null)
                return (clip with { Problem = "it leads out of the folder." }, []);
            var video = MLVideo.FromFile(file.FullName);
            var info = _decoder.Probe(video, cancellationToken);
            clip = clip with
            {
                Duration = info.Duration.TotalSeconds,
                Width = info.Width,
                Height = info.Height,
                MediaType = PlayableTypes.Find(file.Extension, info),
                Caption = CaptionFile.Read(file),
            };
            var (embedded, segments) = Embed(clip, video, info, model, cancellationToken);
            return (embedded with { Problem = embedded.Problem is { } problem ? WithoutPaths(problem, file) : null }, segments);
        }
        catch (VideoDecodeException error)
        {
            return (clip with { Problem = WithoutPaths(error.Reason, file) }, []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Its message may name the whole path, which is nobody's business.
            return (Again(clip) with { Problem = "it cannot be opened." }, []);
        }
        catch (Exception error) when (error is not FfmpegNotFoundException && !(error is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            log.LogError(error, "Reading {File} failed", file.FullName);
            return (Again(clip) with { Problem = "it cannot be read because of an error; the program's log says more." }, []);
        }
    }

    // What went wrong may not lie in the file: a file that has not changed is worth another try.
    private static Clip Again(Clip clip) => clip with { Size = FileStamp.Unknown.Size, Modified = FileStamp.Unknown.Modified };

    // Where on this machine the file lies, or a link to it for ffmpeg, is nobody's business.
    private static string WithoutPaths(string problem, FileInfo file) =>
        problem.Replace(file.FullName, file.Name, StringComparison.Ordinal).Replace(Path.GetTempPath(), "", StringComparison.Ordinal);

    private (Clip Clip, IReadOnlyList<ClipSegment> Segments) Embed(Clip clip, MLVideo video, VideoInfo info, ISearchModel model, CancellationToken cancellationToken)
    {
        var pieces = Pieces(video, info);
        var embedded = model.EmbedVideos(pieces, cancellationToken);
        var segments = embedded.Select((piece, number) => (piece, number)).Where(pair => pair.piece.Error is null)
            .Select(pair => new ClipSegment(pair.number, pair.piece.Vector, pair.piece.Frames)).ToList();
        string? problem = embedded.FirstOrDefault(piece => piece.Error is not null)?.Error;
        if (problem is not null && segments.Count > 0)
            problem = $"{pieces.Count - segments.Count} of its {pieces.Count} parts cannot be read: {problem}";
        return (clip with { Problem = problem, IsReady = segments.Count > 0 }, segments);
    }

    // One vector for an hour would be the mean of everything that happens in it, and match nothing.
    private IReadOnlyList<MLVideo> Pieces(MLVideo video, VideoInfo info)
    {
        int count = Math.Clamp((int)Math.Round(info.Duration / settings.SegmentLength), 1, Math.Min(settings.MaxSegments, info.FrameCount));
        if (count == 1)
            return [video];
        var length = info.Duration / count;
        return [.. Enumerable.Range(0, count).Select(number => video.Window(number * length, number == count - 1 ? null : (number + 1) * length))];
    }
}
