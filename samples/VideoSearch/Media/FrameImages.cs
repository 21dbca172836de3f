using Microsoft.ML.Umt;
using SkiaSharp;
using VideoSearch.Library;
using VideoSearch.Security;

namespace VideoSearch.Media;

/// <summary>Frames of videos as small JPEG pictures.</summary>
internal sealed class FrameImages(ClipCatalog catalog, ClipFiles files, MediaCache cache)
{
    private const int ShortSide = 180, Quality = 82, AtOnce = 2;

    // The library's decoder opens local video files only, whatever they contain, and ends ffmpeg when it takes too long.
    private readonly FFMpegVideoDecoder _decoder = new(new VideoDecodeOptions { ScaleShortSide = ShortSide, Tolerant = true, Timeout = TimeSpan.FromSeconds(30) });
    private readonly SemaphoreSlim _turn = new(AtOnce);

    /// <summary>The path of a picture.</summary>
    /// <param name="id">The video.</param>
    /// <param name="number">Which of the frames that the model has looked at.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RequestException">There is no such video or frame, or it cannot be decoded any more.</exception>
    public async Task<string> GetAsync(string id, int number, CancellationToken cancellationToken)
    {
        var (clip, path) = files.Get(id);
        int first = 0;
        foreach (var segment in catalog.Segments(clip.Id))
        {
            if (number >= first && number < first + segment.Frames.Count)
            {
                // A changed file has other frames: its version is part of the name.
                string prefix = $"{clip.Id}-{clip.Modified:x}-";
                var piece = new Piece(path, [.. segment.Frames.Select(frame => frame.Time)], number - first, [.. Enumerable.Range(first, segment.Frames.Count).Select(i => cache.PathOf($"{prefix}{i}.jpg"))]);
                return await cache.GetAsync($"{prefix}{number}.jpg", $"{prefix}of-{segment.Number}", (output, token) => MakeAsync(piece, output, token), cancellationToken);
            }
            first += segment.Frames.Count;
        }
        throw new RequestException(StatusCodes.Status404NotFound, "There is no such frame.");
    }

    private async Task MakeAsync(Piece piece, string output, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(() => Make(piece, output, cancellationToken), cancellationToken);
        }
        catch (VideoDecodeException)
        {
            throw new RequestException(StatusCodes.Status404NotFound, "The video cannot be read any more.");
        }
        finally
        {
            _turn.Release();
        }
    }

    // Starting ffmpeg takes longer than the decoding: all frames of a piece come in one run.
    private void Make(Piece piece, string output, CancellationToken cancellationToken)
    {
        var video = MLVideo.FromFile(piece.Video);
        var info = _decoder.Probe(video, cancellationToken);
        if (info.HasVariableFrameRate)
        {
            // Numbers cannot be told from times. A millisecond earlier: times are rounded, and a window begins at the first frame that is not before its start.
            var start = piece.Times[piece.Wanted] - TimeSpan.FromMilliseconds(1);
            using var one = _decoder.Decode(video.Window(start > TimeSpan.Zero ? start : null, null), [0], cancellationToken);
            Save(one, 0, output);
            return;
        }
        int[] numbers = [.. piece.Times.Select(time => Math.Clamp((int)Math.Round(time.TotalSeconds * info.FrameRate), 0, info.FrameCount - 1))];
        using var frames = _decoder.Decode(video, numbers, cancellationToken);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i == piece.Wanted || !File.Exists(piece.Pictures[i]))
                Save(frames, i, i == piece.Wanted ? output : piece.Pictures[i]);
        }
    }

    private static void Save(VideoFrames frames, int number, string path)
    {
        using var bitmap = new SKBitmap(frames.Width, frames.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var pixels = bitmap.GetPixelSpan();
        var rgb = frames.Frame(number);
        for (int i = 0, at = 0; i < rgb.Length; i += 3, at += 4)
            (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = (rgb[i], rgb[i + 1], rgb[i + 2], byte.MaxValue);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        string unfinished = $"{path}.{Guid.NewGuid():N}.part";
        using (var file = File.Create(unfinished))
            data.SaveTo(file);
        // Somebody may ask for it in this moment: it is there whole or not at all.
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>The frames of one piece.</summary>
    /// <param name="Video">The file.</param>
    /// <param name="Times">When they are shown.</param>
    /// <param name="Wanted">Which of them is asked for.</param>
    /// <param name="Pictures">Where the pictures of all of them belong.</param>
    private sealed record Piece(string Video, IReadOnlyList<TimeSpan> Times, int Wanted, IReadOnlyList<string> Pictures);
}
