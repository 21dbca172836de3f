using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>Truncated files are reported; containers that merely promise too much are not.</summary>
public class DamagedVideoTests
{
    private static readonly FFMpegVideoDecoder Strict = new();
    private static readonly FFMpegVideoDecoder Tolerant = new(new VideoDecodeOptions { Tolerant = true });

    [SharedFact(CountsCsv.Folder)]
    public void ATruncatedFileSaysHowManyFramesAreThere()
    {
        var video = Shared("synthetic/truncated_faststart.mp4");
        var error = Assert.Throws<VideoDecodeException>(() => Strict.Probe(video));
        Assert.Equal(VideoDecodeError.Damaged, error.Error);
        Assert.Contains("90", error.Message);
        Assert.Contains("Tolerant", error.Message);

        var info = Tolerant.Probe(video);
        using var frames = Tolerant.Decode(video, [0, info.FrameCount - 1]);
        Assert.InRange(info.FrameCount, 20, 60);
    }

    [SharedFact(CountsCsv.Folder)]
    public void ALostFrameIsReportedOnlyWhenItIsWanted()
    {
        var video = Shared("odd/decord_corrupted.mp4");
        Strict.Decode(video, [0, 10]).Dispose();
        var error = Assert.Throws<VideoDecodeException>(() => Strict.Decode(video, [0, 49]));
        Assert.Contains("only 49 can be decoded", error.Message);
        using var frames = Tolerant.Decode(video, [0, 49, 49]);
        Assert.Equal(2, frames.RepeatedCount);
        Assert.True(frames.Frame(1).SequenceEqual(frames.Frame(2)));
    }

    [SharedFact(CountsCsv.Folder)]
    public void HiddenFramesOfOrdinaryFilesRepeatTheLastOne()
    {
        foreach (var (file, decoded) in CountsCsv.Rows.Where(row => row.File.StartsWith("ut-interaction/", StringComparison.Ordinal)).Take(5).Append(("odd/input_3sec.webm", 90)))
        {
            var video = Shared(file);
            var count = Strict.Probe(video).FrameCount;
            Assert.InRange(count, decoded + 1, decoded + 8);
            using var frames = Strict.Decode(video, [0, decoded - 1, decoded, count - 1]);
            Assert.Equal(2, frames.RepeatedCount);
            Assert.True(frames.Frame(1).SequenceEqual(frames.Frame(3)));
            Assert.False(frames.Frame(0).SequenceEqual(frames.Frame(1)));
        }
    }

    [SharedTheory(CountsCsv.Folder)]
    [InlineData("synthetic/empty.mp4", VideoDecodeError.NotAVideo)]
    [InlineData("synthetic/random.mp4", VideoDecodeError.NotAVideo)]
    [InlineData("synthetic/truncated_no_moov.mp4", VideoDecodeError.NotAVideo)]
    [InlineData("synthetic/audio_with_cover.m4a", VideoDecodeError.NotAVideo)]
    [InlineData("synthetic/huge12k.avi", VideoDecodeError.LimitExceeded)]
    [InlineData("synthetic/huge_header.y4m", VideoDecodeError.NotAVideo)]
    [InlineData("odd/audio.mp3", VideoDecodeError.NotAVideo)]
    [InlineData("odd/sample.srt", VideoDecodeError.Refused)]
    [InlineData("odd/mp4parse/short-cenc.mp4", VideoDecodeError.NotAVideo)]
    [InlineData("odd/input_audio_only_10sec.mp4", VideoDecodeError.NotAVideo)]
    public void UnreadableFilesSayWhy(string file, VideoDecodeError expected)
    {
        var error = Assert.Throws<VideoDecodeException>(() => Strict.Decode(Shared(file), [0]));
        Assert.True(error.Error == expected, error.Message);
        Assert.Equal(Shared(file).Name, error.VideoName);
        Assert.Contains(error.Reason, error.Message);
    }

    private static MLVideo Shared(string file) => MLVideo.FromFile(SharedData.Path($"{CountsCsv.Folder}/{file}"));
}
