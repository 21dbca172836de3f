using FFMpegCore;
using FFMpegCore.Exceptions;
using VideoSearch.Security;

namespace VideoSearch.Media;

/// <summary>Videos as browsers play them: the file itself, or a converted copy.</summary>
internal sealed class Playback(ClipFiles files, MediaCache cache, ILogger<Playback> log)
{
    private const string Containers =
        "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,gif,asf,ogg,mxf,dv,rm";

    private static readonly TimeSpan LongestConversion = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>A file that browsers play, and its media type.</summary>
    /// <exception cref="RequestException">There is no such video, or it cannot be converted.</exception>
    public async Task<(string Path, string MediaType)> GetAsync(string id, CancellationToken cancellationToken)
    {
        var (clip, path) = files.Get(id);
        if (clip.MediaType is { } mediaType)
            return (path, mediaType);
        foreach (var codec in BrowserCodec.InOrder)
        {
            try
            {
                string name = $"{clip.Id}-{clip.Modified:x}{codec.Extension}";
                return (await cache.GetAsync(name, name, (output, token) => ConvertAsync(path, output, codec.Arguments, token), cancellationToken), codec.MediaType);
            }
            catch (FFMpegException error)
            {
                log.LogWarning("{Codec} failed for {Path}: {Message}", codec.MediaType, path, error.Message);
            }
        }
        throw new RequestException(StatusCodes.Status422UnprocessableEntity, "This video cannot be converted for the browser.");
    }

    private async Task ConvertAsync(string path, string output, string arguments, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        // FFMpegCore writes the command line as one text, where a quotation mark in a file's name would end the name: ffmpeg gets a link with a name of ours.
        string input = OperatingSystem.IsWindows() ? path : cache.PathOf($"{Guid.NewGuid():N}.link");
        try
        {
            if (input != path)
                File.CreateSymbolicLink(input, path);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(LongestConversion);
            await FFMpegArguments
                .FromFileInput(input, verifyExists: false, options => options.WithCustomArgument($"-protocol_whitelist file -format_whitelist {Containers}"))
                .OutputToFile(output, overwrite: true, options => options.WithCustomArgument(
                    // Capital V: a cover picture is no video. Even sizes not over 960x960, at most an hour and 512 MiB.
                    $"-map 0:V:0 -map 0:a:0? -sn -dn -map_metadata -1 -vf \"scale='min(960,iw)':'min(960,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1\" {arguments} -t 3600 -fs 536870912"))
                .CancellableThrough(limit.Token, TimeSpan.FromMilliseconds(500))
                .ProcessAsynchronously(throwOnError: true, new FFOptions { BinaryFolder = Environment.GetEnvironmentVariable("UMT_FFMPEG_FOLDER") ?? "" });
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RequestException(StatusCodes.Status422UnprocessableEntity, "This video takes too long to convert for the browser.");
        }
        finally
        {
            if (input != path)
                File.Delete(input);
            _turn.Release();
        }
    }
}
