using Microsoft.ML.Data;
using Microsoft.ML.Umt.Tests.Conformance;

namespace Microsoft.ML.Umt.Tests.Featurization;

public sealed class ExtractVideoFramesTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Bytes_are_the_pixels_with_colours_first()
    {
        // Nothing is resized or cropped: 4 frames of 8 x 8 as they are.
        var pixels = Enumerable.Range(0, 4 * 8 * 8 * 3).Select(i => (byte)(i % 251)).ToArray();
        var options = new VideoFrameExtractionOptions { ImageSize = 8, PixelType = FramePixelType.Byte, Sampling = { FrameCount = 4 } };
        var (type, values) = Extract<byte>(MLVideo.FromFrames(pixels, 4, 8, 8, 25), options);
        Assert.Equal((int[])[4, 3, 8, 8], type.Dimensions.ToArray());
        var sampled = options.Sampling.CreateEvaluationSampler().Sample(new VideoInfo { FrameCount = 4, FrameRate = 25 });
        for (var t = 0; t < 4; t++)
        {
            for (var c = 0; c < 3; c++)
            {
                for (var i = 0; i < 64; i++)
                    Assert.Equal(pixels[(sampled[t] * 64 + i) * 3 + c], values[(t * 3 + c) * 64 + i]);
            }
        }
    }

    [Fact]
    public void Singles_are_scaled_as_the_options_say()
    {
        var grey = MLVideo.FromFrames(Enumerable.Repeat((byte)51, 8 * 8 * 3).ToArray(), 1, 8, 8, 25);
        var plain = new VideoFrameExtractionOptions { ImageSize = 8, Sampling = { FrameCount = 1 } };
        Assert.All(Extract<float>(grey, plain).Values, value => Assert.Equal(0.2f, value, 1e-6f));
        var shifted = new VideoFrameExtractionOptions { ImageSize = 8, Sampling = { FrameCount = 1 }, Offset = 127.5f, Scale = 1 / 127.5f };
        Assert.All(Extract<float>(grey, shifted).Values, value => Assert.Equal(-0.6f, value, 1e-6f));
    }

    [Fact]
    public void Views_come_clip_by_clip()
    {
        var options = new VideoFrameExtractionOptions { ImageSize = 16, SpatialCrops = 3, Sampling = { FrameCount = 2, TemporalViews = 2 } };
        var (type, values) = Extract<float>(TinyVideos.InMemory(3, frames: 10, height: 16, width: 40), options);
        Assert.Equal((int[])[6, 2, 3, 16, 16], type.Dimensions.ToArray());
        Assert.Equal(type.Size, values.Length);
    }

    [Fact]
    public void Unreadable_videos_are_nan_if_the_options_say_so()
    {
        var options = new VideoFrameExtractionOptions { ImageSize = 8, Reading = { UnreadableVideos = UnreadableVideos.Missing } };
        Assert.All(Extract<float>(MLVideo.FromFile("/nowhere/absent.mp4"), options).Values, value => Assert.True(float.IsNaN(value)));
    }

    private (VectorDataViewType Type, T[] Values) Extract<T>(MLVideo video, VideoFrameExtractionOptions options)
    {
        var view = _context.Data.LoadFromEnumerable([new VideoRow { Video = video }]);
        using var transformer = _context.Transforms.ExtractVideoFrames("Frames", "Video", options).Fit(view);
        var output = transformer.Transform(view);
        var values = output.GetColumn<VBuffer<T>>("Frames").Single();
        return (Assert.IsType<VectorDataViewType>(output.Schema["Frames"].Type), values.DenseValues().ToArray());
    }
}
