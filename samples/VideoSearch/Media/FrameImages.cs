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
        var frames = catalog.Segments(clip.Id).SelectMany(segment => segment.Frames).ToList();
        if (number < 0 || number >= frames.Count)
            throw new RequestException(StatusCodes.Status404NotFound, "There is no such frame.");
        // A changed file has other frames: its version is part of the name.
        return await cache.GetAsync($"{clip.Id}-{clip.Modified:x}-{number}.jpg", (output, token) => MakeAsync(path, frames[number].Time, output, token), cancellationToken);
    }

    private async Task MakeAsync(string video, TimeSpan time, string output, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(() => Make(video, time, output, cancellationToken), cancellationToken);
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

    private void Make(string path, TimeSpan time, string output, CancellationToken cancellationToken)
    {
        // A millisecond earlier: times are rounded, and the window begins at the first frame that is not before its start.
        var start = time > TimeSpan.FromMilliseconds(1) ? time - TimeSpan.FromMilliseconds(1) : TimeSpan.Zero;
        using var frames = _decoder.Decode(MLVideo.FromFile(path).Window(start, null), [0], cancellationToken);
        using var bitmap = new SKBitmap(frames.Width, frames.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var pixels = bitmap.GetPixelSpan();
        var rgb = frames.Frame(0);
        for (int i = 0, at = 0; i < rgb.Length; i += 3, at += 4)
            (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = (rgb[i], rgb[i + 1], rgb[i + 2], byte.MaxValue);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        using var file = File.Create(output);
        data.SaveTo(file);
    }
}
