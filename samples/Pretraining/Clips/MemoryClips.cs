using Microsoft.ML.Umt;

namespace Pretraining.Clips;

/// <summary>
/// Decodes videos once, small and at a moderate frame rate, into main memory. A training returns to the same videos hundreds of times; decoding
/// them again each time would take longer than learning from them.
/// </summary>
internal sealed class MemoryClips(int shortSide)
{
    private const double FramesPerSecond = 12.5, PieceSeconds = 4;
    private const int PiecesPerVideo = 8, FramesPerPiece = (int)(FramesPerSecond * PieceSeconds), LongestClip = 4096;

    private readonly FFMpegVideoDecoder _decoder = new(new VideoDecodeOptions { ScaleShortSide = shortSide });

    /// <summary>One whole video.</summary>
    public MLVideo Whole(string path)
    {
        var (info, step) = Look(path);
        return Piece(path, info, step, 0, Math.Min(info.FrameCount / step, LongestClip));
    }

    /// <summary>Pieces of about four seconds, at most eight of a video, spread over it: a long video is many clips to learn from, but not all of them.</summary>
    public IReadOnlyList<MLVideo> Pieces(string path)
    {
        var (info, step) = Look(path);
        int frames = Math.Max(1, info.FrameCount / step);
        int all = Math.Max(1, (int)Math.Round((double)frames / FramesPerPiece)), taken = Math.Min(all, PiecesPerVideo);
        int length = Math.Max(1, frames / all);
        return [.. Enumerable.Range(0, taken).Select(piece => Piece(path, info, step, piece * all / taken * length, length))];
    }

    private (VideoInfo Info, int Step) Look(string path)
    {
        var info = _decoder.Probe(MLVideo.FromFile(path));
        return (info, Math.Max(1, (int)Math.Round(info.FrameRate / FramesPerSecond)));
    }

    private MLVideo Piece(string path, VideoInfo info, int step, int first, int count)
    {
        int[] wanted = [.. Enumerable.Range(first, Math.Max(1, count)).Select(index => Math.Min(index * step, info.FrameCount - 1))];
        using var frames = _decoder.Decode(MLVideo.FromFile(path), wanted);
        return MLVideo.FromFrames(frames, info.FrameRate / step, FormattableString.Invariant($"{path} from {first * step / info.FrameRate:F1} s"));
    }
}
