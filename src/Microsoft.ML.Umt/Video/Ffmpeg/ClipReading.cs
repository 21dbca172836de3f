using FFMpegCore;
using static System.FormattableString;

namespace Microsoft.ML.Umt;

/// <summary>One reading of wanted frames from one file.</summary>
internal sealed class ClipReading(FfmpegRunner runner, VideoDecodeOptions options, string name, string path, ProbeResult probe, int width, int height)
{
    private readonly int _frameBytes = checked(width * height * 3);

    /// <summary>Reads frames by their numbers in the file.</summary>
    public VideoFrames Read(int[] wanted, CancellationToken cancellationToken)
    {
        var selection = FrameSelection.Create(wanted, probe.FrameCount);
        var frames = VideoFrames.Rent(wanted.Length, height, width, Array.ConvertAll(wanted, index => TimeSpan.FromSeconds(probe.Times[index])));
        var sink = new FrameSink(frames.WritablePixels, _frameBytes, selection.Slots);
        // A run that had to be abandoned may still write into the memory: only a finished one lets it go back to the pool.
        var result = runner.Decode(name, path, probe, Filter(selection.Expression), selection.Delivered.Length, sink, cancellationToken);
        try
        {
            if (sink.LeftOver != 0)
                throw new VideoDecodeException(name, VideoDecodeError.Damaged, $"ffmpeg delivered pictures of another size than {width}x{height}.{LastWords.Of(result.StandardError)}");
            if (sink.FrameCount < selection.Delivered.Length)
                Complete(frames, wanted, selection, sink, result, cancellationToken);
            Duplicate(frames, wanted);
            return frames;
        }
        catch
        {
            frames.Dispose();
            throw;
        }
    }

    /// <summary>Decodes every frame and keeps none.</summary>
    /// <exception cref="VideoDecodeException">Frames are missing, or ffmpeg complains about the data.</exception>
    public void CheckAll(CancellationToken cancellationToken)
    {
        // Small pictures: they only have to be counted.
        const int Side = 16;
        var sink = new LastFrameSink(Side * Side * 3);
        var result = runner.Decode(name, path, probe, $"scale={Side}:{Side}", null, sink, cancellationToken);
        Judge(probe.FrameCount - 1, sink.FrameCount, result);
        if (result.StandardError.Count > 0 && !options.Tolerant)
            throw new VideoDecodeException(name, VideoDecodeError.Damaged, Invariant($"its {sink.FrameCount:N0} frames decode, but with errors.{Ending(result)}"));
    }

    private string Filter(string expression) => $"select='{expression}',scale={width}:{height}";

    /// <summary>Fills the places of frames that the container promised and ffmpeg did not deliver, or says why not.</summary>
    private void Complete(VideoFrames frames, int[] wanted, FrameSelection selection, FrameSink sink, FFMpegResult result, CancellationToken cancellationToken)
    {
        var (last, count) = sink.FrameCount > 0 && selection.Delivered[sink.FrameCount - 1] + 1 == selection.Delivered[sink.FrameCount]
            ? (sink.LastFrame, selection.Delivered[sink.FrameCount])
            : Recount(selection, sink, cancellationToken);
        Judge(selection.Delivered[^1], count, result);
        if (count > selection.Delivered[sink.FrameCount])
            throw new VideoDecodeException(name, VideoDecodeError.Damaged, Invariant($"ffmpeg stopped after {sink.FrameCount} of {selection.Delivered.Length} frames, although {count:N0} can be decoded; try again.{Ending(result)}"));

        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] < count)
                continue;
            last.CopyTo(frames.WritablePixels.Slice(i * _frameBytes, _frameBytes));
            frames.RepeatedCount++;
        }
    }

    /// <summary>The last frame that can be decoded, and how many there are.</summary>
    private (ReadOnlyMemory<byte> Last, int Count) Recount(FrameSelection selection, FrameSink sink, CancellationToken cancellationToken)
    {
        var from = sink.FrameCount > 0 ? selection.Delivered[sink.FrameCount - 1] : 0;
        var rest = new LastFrameSink(_frameBytes);
        runner.Decode(name, path, probe, Filter($@"gte(n\,{from})"), null, rest, cancellationToken);
        return (rest.LastFrame, from + rest.FrameCount);
    }

    private void Judge(int lastWanted, int count, FFMpegResult result)
    {
        var promised = probe.FrameCount;
        if (count == 0)
        {
            throw new VideoDecodeException(
                name,
                VideoDecodeError.NotAVideo,
                Invariant($"none of its {promised:N0} frames can be decoded (it may be encrypted or damaged).{Ending(result)}"));
        }

        // Some containers promise a few frames that never existed (packed MPEG-4 in AVI, hidden VP8 frames); there ffmpeg has nothing to complain about.
        var harmless = count >= promised || result.Success && result.StandardError.Count == 0 && promised - count <= Math.Max(8, promised / 10);
        if (!harmless && !options.Tolerant)
        {
            throw new VideoDecodeException(
                name,
                VideoDecodeError.Damaged,
                Invariant($"it is truncated or damaged: frame {lastWanted:N0} was wanted and {promised:N0} frames are promised, but only {count:N0} can be decoded. ")
                + $"Set {nameof(VideoDecodeOptions)}.{nameof(VideoDecodeOptions.Tolerant)} to use what is left.{Ending(result)}");
        }
    }

    private static string Ending(FFMpegResult result) => (result.ExitCode == 0 ? "" : $" ffmpeg ended with code {result.ExitCode}.") + LastWords.Of(result.StandardError);

    private void Duplicate(VideoFrames frames, int[] wanted)
    {
        var first = new Dictionary<int, int>();
        for (var i = 0; i < wanted.Length; i++)
        {
            if (!first.TryAdd(wanted[i], i))
                frames.WritablePixels.Slice(first[wanted[i]] * _frameBytes, _frameBytes).CopyTo(frames.WritablePixels.Slice(i * _frameBytes, _frameBytes));
        }
    }
}
