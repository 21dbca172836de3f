using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>Windows, sources, limits and scaling of the decoder, on clips made here.</summary>
public class DecoderTests(ClipFactory clips) : IClassFixture<ClipFactory>
{
    private readonly FFMpegVideoDecoder _decoder = new();

    [Fact]
    public void ProbeTellsTheFacts()
    {
        var info = _decoder.Probe(MLVideo.FromFile(clips.Small));
        Assert.Equal((20, 64, 48, "h264", "yuv420p", 0), (info.FrameCount, info.Width, info.Height, info.Codec, info.PixelFormat, info.Rotation));
        Assert.Equal(10, info.FrameRate, 6);
        Assert.Equal(2, info.Duration.TotalSeconds, 3);
        Assert.False(info.HasVariableFrameRate);
    }

    [Fact]
    public void OrderAndDuplicatesAreKept()
    {
        using var frames = _decoder.Decode(MLVideo.FromFile(clips.Small), [5, 0, 5, 19, 4]);
        using var sorted = _decoder.Decode(MLVideo.FromFile(clips.Small), [0, 4, 5, 19]);
        Assert.Equal(5, frames.Count);
        foreach (var (place, other) in (ReadOnlySpan<(int, int)>)[(0, 2), (1, 0), (2, 2), (3, 3), (4, 1)])
        {
            Assert.True(frames.Frame(place).SequenceEqual(sorted.Frame(other)));
            Assert.Equal(frames.Times[place], sorted.Times[other]);
        }

        Assert.Equal(0.5, frames.Times[0].TotalSeconds, 6);
        Assert.Equal(0, frames.RepeatedCount);
    }

    [Theory]
    [InlineData(null, null, 0, 20)]
    [InlineData(0.5, null, 5, 15)]
    [InlineData(0.55, 1.05, 6, 5)]
    [InlineData(null, 0.3, 0, 3)]
    [InlineData(1.9, 100.0, 19, 1)]
    public void WindowsHoldTheFramesFromStartToBeforeEnd(double? start, double? end, int first, int count)
    {
        var video = MLVideo.FromFile(clips.Small).Window(Seconds(start), Seconds(end));
        Assert.Equal(count, _decoder.Probe(video).FrameCount);
        using var frames = _decoder.Decode(video, [0, count - 1]);
        using var expected = _decoder.Decode(MLVideo.FromFile(clips.Small), [first, first + count - 1]);
        Assert.True(frames.Span.SequenceEqual(expected.Span));
        var beyond = Assert.Throws<ArgumentOutOfRangeException>(() => _decoder.Decode(video, [count]));
        Assert.Contains($"0 to {count - 1}", beyond.Message);
    }

    [Fact]
    public void AWindowWithoutFramesIsAnError()
    {
        var error = Assert.Throws<VideoDecodeException>(() => _decoder.Probe(MLVideo.FromFile(clips.Small, TimeSpan.FromSeconds(5))));
        Assert.Contains("2 seconds long", error.Message);
    }

    [SharedFact(CountsCsv.Folder)]
    public void WindowsOfVariableRatesFollowTheTimesOfTheFrames()
    {
        var video = MLVideo.FromFile(SharedData.Path($"{CountsCsv.Folder}/synthetic/vfr.mp4"));
        var info = _decoder.Probe(video);
        Assert.True(info.HasVariableFrameRate);
        using var all = _decoder.Decode(video, [.. Enumerable.Range(0, info.FrameCount)]);
        var (from, to) = (all.Times[info.FrameCount / 4], all.Times[info.FrameCount / 2]);
        Assert.Equal((info.FrameCount / 2) - (info.FrameCount / 4), _decoder.Probe(video.Window(from, to)).FrameCount);
        using var window = _decoder.Decode(video.Window(from, to), [0]);
        Assert.True(window.Span.SequenceEqual(all.Frame(info.FrameCount / 4)));
    }

    [Fact]
    public void BytesStreamsAndFilesGiveTheSameFrames()
    {
        // The index of this file lies at its end: it cannot be read through a pipe.
        var bytes = File.ReadAllBytes(clips.Small);
        var folder = Directory.CreateDirectory(Path.Combine(clips.Folder, "spool")).FullName;
        var decoder = new FFMpegVideoDecoder(new VideoDecodeOptions { TemporaryFolder = folder });
        using var expected = decoder.Decode(MLVideo.FromFile(clips.Small), [3, 17]);
        foreach (var video in (MLVideo[])[MLVideo.FromBytes(bytes), MLVideo.FromStream(() => new MemoryStream(bytes))])
        {
            Assert.Equal(20, decoder.Probe(video).FrameCount);
            using var frames = decoder.Decode(video, [3, 17]);
            Assert.True(expected.Span.SequenceEqual(frames.Span));
        }

        Assert.Throws<VideoDecodeException>(() => decoder.Probe(MLVideo.FromBytes(new byte[100])));
        Assert.Throws<NotSupportedException>(() => decoder.Probe(MLVideo.FromStream(() => throw new NotSupportedException())));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void FramesInMemoryNeedNoFfmpeg()
    {
        var pixels = Enumerable.Range(0, 4 * 2 * 3 * 3).Select(value => (byte)value).ToArray();
        var decoder = new FFMpegVideoDecoder(new VideoDecodeOptions { FfmpegFolder = "/no/such/folder" });
        var video = MLVideo.FromFrames(pixels, 4, 2, 3, 2);
        Assert.Equal((4, 3, 2, 2.0), (decoder.Probe(video).FrameCount, decoder.Probe(video).Width, decoder.Probe(video).Height, decoder.Probe(video).FrameRate));
        using var frames = decoder.Decode(video.Window(TimeSpan.FromSeconds(0.5), null), [2, 0]);
        Assert.True(frames.Frame(0).SequenceEqual(pixels.AsSpan(54)));
        Assert.True(frames.Frame(1).SequenceEqual(pixels.AsSpan(18, 18)));
        Assert.Equal(TimeSpan.FromSeconds(1.5), frames.Times[0]);
        using var again = decoder.Decode(MLVideo.FromFrames(frames, 5), [1]);
        Assert.True(again.Span.SequenceEqual(pixels.AsSpan(18, 18)));
    }

    [Fact]
    public void LimitsAreCheckedAndNamed()
    {
        var video = MLVideo.FromFile(clips.Small);
        Check(new VideoDecodeOptions { MaxFileBytes = 100 }, "MaxFileBytes");
        Check(new VideoDecodeOptions { MaxPixelsPerFrame = 3071 }, "MaxPixelsPerFrame");
        Check(new VideoDecodeOptions { MaxFrames = 2 }, "MaxFrames");
        Check(new VideoDecodeOptions { MaxDecodedBytes = 20000 }, "MaxDecodedBytes");
        Check(new VideoDecodeOptions { MaxDuration = TimeSpan.FromSeconds(1) }, "MaxDuration");

        void Check(VideoDecodeOptions options, string name)
        {
            var error = Assert.Throws<VideoDecodeException>(() => new FFMpegVideoDecoder(options).Decode(video, [0, 1, 2]));
            Assert.Equal(VideoDecodeError.LimitExceeded, error.Error);
            Assert.Contains($"{nameof(VideoDecodeOptions)}.{name}", error.Message);
        }
    }

    [Fact]
    public void OptionsRefuseNonsense()
    {
        Assert.Equal("MaxFrames", Assert.Throws<ArgumentOutOfRangeException>(() => new VideoDecodeOptions { MaxFrames = 0 }).ParamName);
        Assert.Equal("Timeout", Assert.Throws<ArgumentOutOfRangeException>(() => new VideoDecodeOptions { Timeout = TimeSpan.Zero }).ParamName);
        Assert.Equal("ScaleShortSide", Assert.Throws<ArgumentOutOfRangeException>(() => new VideoDecodeOptions { ScaleShortSide = -1 }).ParamName);
        Assert.Throws<ArgumentException>(() => _decoder.Decode(MLVideo.FromFile(clips.Small), []));
    }

    [Fact]
    public void ScalingByTheShortSideKeepsTheShape()
    {
        var decoder = new FFMpegVideoDecoder(new VideoDecodeOptions { ScaleShortSide = 24 });
        var info = decoder.Probe(MLVideo.FromFile(clips.Small));
        using var frames = decoder.Decode(MLVideo.FromFile(clips.Small), [0]);
        Assert.Equal((32, 24, 32, 24), (info.Width, info.Height, frames.Width, frames.Height));
    }

    [Fact]
    public void AChangeOfPictureSizeKeepsTheNumbersOfTheFrames()
    {
        var first = clips.Make("first.ts", "-f lavfi -i testsrc2=size=64x48:rate=10:duration=1 -c:v libx264 -pix_fmt yuv420p");
        var second = clips.Make("second.ts", "-f lavfi -i testsrc2=size=96x64:rate=10:duration=1 -c:v libx264 -pix_fmt yuv420p -output_ts_offset 1");
        var path = Path.Combine(clips.Folder, "both.ts");
        File.WriteAllBytes(path, [.. File.ReadAllBytes(first), .. File.ReadAllBytes(second)]);
        var info = _decoder.Probe(MLVideo.FromFile(path));
        Assert.Equal(20, info.FrameCount);
        var expected = RawFrames.Hashes(path, 0, info.Width * info.Height * 3);
        using var frames = _decoder.Decode(MLVideo.FromFile(path), [.. Enumerable.Range(0, 20)]);
        Assert.Equal(expected, Enumerable.Range(0, 20).Select(i => RawFrames.Hash(frames.Frame(i))));
    }

    [Fact]
    public void TooManyScatteredFramesForOneExpressionStillArrive()
    {
        var path = clips.Make("many.mp4", "-f lavfi -i testsrc2=size=32x32:rate=100:duration=13 -c:v libx264 -preset ultrafast -pix_fmt yuv420p");
        int[] odd = [.. Enumerable.Range(0, 640).Select(i => (2 * i) + 1)];
        var expected = RawFrames.Hashes(path, 0, 32 * 32 * 3);
        using var frames = _decoder.Decode(MLVideo.FromFile(path), odd);
        Assert.Equal(odd.Select(i => expected[i]), Enumerable.Range(0, odd.Length).Select(i => RawFrames.Hash(frames.Frame(i))));
    }

    [Fact]
    public void ManyThreadsMayUseOneDecoder()
    {
        var video = MLVideo.FromFile(clips.Small);
        using var expected = _decoder.Decode(video, [1, 18]);
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using var frames = _decoder.Decode(video, [1, 18]);
            Assert.True(frames.Span.SequenceEqual(expected.Span));
        });
    }

    [Fact]
    public void AChangedFileIsProbedAnew()
    {
        var path = Path.Combine(clips.Folder, "changing.mp4");
        File.Copy(clips.Small, path);
        Assert.Equal(20, _decoder.Probe(MLVideo.FromFile(path)).FrameCount);
        File.Copy(clips.Make("short.mp4", "-f lavfi -i testsrc2=size=64x48:rate=10:duration=1 -c:v libx264 -pix_fmt yuv420p"), path, overwrite: true);
        Assert.Equal(10, _decoder.Probe(MLVideo.FromFile(path)).FrameCount);
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
