using Microsoft.ML.Data;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Conformance;

namespace Microsoft.ML.Umt.Tests.Featurization;

public sealed class FeaturizeVideoTests
{
    private readonly MLContext _context = new(seed: 1);

    public static TheoryData<string, VideoEmbedding, int?, int[]> Embeddings => new()
    {
        { "video", VideoEmbedding.Pooled, null, [24] },
        { "video", VideoEmbedding.Pooled, 0, [24] },
        { "video", VideoEmbedding.PerFrame, null, [2, 24] },
        { "video", VideoEmbedding.PerFrame, -2, [2, 24] },
        { "image", VideoEmbedding.Pooled, null, [24] },
        { "image", VideoEmbedding.PerFrame, null, [8, 24] },
        { "image", VideoEmbedding.PerFrame, -1, [8, 24] },
    };

    [Theory]
    [MemberData(nameof(Embeddings))]
    public void Every_embedding_has_its_shape_and_is_the_same_on_every_way(string model, VideoEmbedding embedding, int? layer, int[] dimensions)
    {
        var options = TinyEncoder.Options(model == "video" ? TinyEncoder.Video : TinyEncoder.Image);
        options.Embedding = embedding;
        options.Layer = layer;
        var videos = Enumerable.Range(0, 7).Select(seed => TinyVideos.InMemory(seed)).ToArray();
        var view = View(videos);
        using var transformer = _context.Transforms.FeaturizeVideo("Features", "Video", options).Fit(view);

        var type = Assert.IsType<VectorDataViewType>(transformer.GetOutputSchema(view.Schema)["Features"].Type);
        Assert.Equal(dimensions, type.Dimensions.ToArray());

        var batched = _context.Data.CreateEnumerable<FeatureRow>(transformer.Transform(view), reuseRowObject: false).Select(row => row.Features).ToArray();
        var direct = transformer.Featurize(videos);
        using var engine = _context.Model.CreatePredictionEngine<VideoRow, FeatureRow>(transformer, new PredictionEngineOptions { OwnsTransformer = false });
        for (var i = 0; i < videos.Length; i++)
        {
            Assert.Equal(type.Size, batched[i].Length);
            Assert.All(batched[i], value => Assert.True(float.IsFinite(value)));
            Near(batched[i], direct[i].Values.Span);
            Near(batched[i], engine.Predict(new VideoRow { Video = videos[i] }).Features);
        }
        Assert.NotEqual(batched[0], batched[1]);
    }

    [Fact]
    public void Views_are_averaged()
    {
        var video = TinyVideos.InMemory(5, frames: 20, height: 40, width: 80);
        var options = TinyEncoder.Options();
        options.SpatialCrops = 3;
        options.Sampling = new FrameSamplingOptions { FrameCount = 4, TemporalViews = 2 };
        options.BatchSize = 4;
        using var averaged = Fit(options);
        Assert.Equal(24, Assert.Single(averaged.Featurize([video])).Values.Length);

        options.SpatialCrops = 1;
        using var centre = Fit(options);
        Assert.NotEqual(averaged.Featurize([video])[0].Values.ToArray(), centre.Featurize([video])[0].Values.ToArray());

        // Six views of a video without content are six times the same.
        var grey = MLVideo.FromFrames(Enumerable.Repeat((byte)99, 20 * 40 * 80 * 3).ToArray(), 20, 40, 80, 25);
        Near(averaged.Featurize([grey])[0].Values.Span, centre.Featurize([grey])[0].Values.Span);
    }

    [Fact]
    public void Random_weights_follow_the_seed_of_the_context()
    {
        var video = TinyVideos.InMemory(1);
        float[] Features(int seed)
        {
            using var transformer = new MLContext(seed).Transforms.FeaturizeVideo("Features", "Video", TinyEncoder.Options()).Fit(View(video));
            return transformer.Featurize([video])[0].Values.ToArray();
        }
        Assert.Equal(Features(1), Features(1));
        Assert.NotEqual(Features(1), Features(2));
    }

    [Fact]
    public void Unreadable_videos_are_missing_if_the_options_say_so()
    {
        var options = TinyEncoder.Options();
        options.Reading.UnreadableVideos = UnreadableVideos.Missing;
        using var transformer = Fit(options);
        var view = transformer.Transform(View(TinyVideos.InMemory(1), MLVideo.FromFile("/nowhere/absent.mp4"), TinyVideos.InMemory(2)));
        var rows = _context.Data.CreateEnumerable<FeatureRow>(view, reuseRowObject: false).ToList();
        var reasons = view.GetColumn<string>("VideoError").ToArray();
        Assert.All(rows[1].Features, value => Assert.True(float.IsNaN(value)));
        Assert.Equal("", reasons[0]);
        Assert.Contains("absent.mp4", reasons[1], StringComparison.Ordinal);
        Assert.All(rows[2].Features, value => Assert.True(float.IsFinite(value)));
        Assert.Contains("absent.mp4", transformer.Featurize([MLVideo.FromFile("/nowhere/absent.mp4")])[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Disposing_while_calls_are_under_way_is_safe()
    {
        var transformer = Fit(TinyEncoder.Options());
        var video = TinyVideos.InMemory(1);
        var expected = transformer.Featurize([video])[0].Values.ToArray();
        using var started = new CountdownEvent(3);
        var calls = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            var done = 0;
            try
            {
                for (; ; done++)
                {
                    Assert.Equal(expected, transformer.Featurize([video])[0].Values.ToArray());
                    if (done == 0)
                        started.Signal();
                }
            }
            catch (ObjectDisposedException)
            {
                return done;
            }
        })).ToArray();
        started.Wait();
        transformer.Dispose();
        Assert.All(calls, call => Assert.True(call.Result > 0));
    }

    [Fact]
    public void Weights_must_be_named_or_waived()
    {
        var none = Assert.Throws<ArgumentException>(() => _context.Transforms.FeaturizeVideo("Features", "Video"));
        Assert.Contains("CheckpointPath", none.Message, StringComparison.Ordinal);
        Assert.Contains("b16_ptk710_f8_res224", none.Message, StringComparison.Ordinal);
        var both = TinyEncoder.Options();
        both.CheckpointPath = "weights.safetensors";
        Assert.Throws<ArgumentException>(() => _context.Transforms.FeaturizeVideo("Features", "Video", both));
        var absent = new VideoFeaturizationOptions { CheckpointPath = "/nowhere/weights.safetensors", Model = TinyEncoder.Video };
        Assert.ThrowsAny<IOException>(() => _context.Transforms.FeaturizeVideo("Features", "Video", absent).Fit(View(TinyVideos.InMemory(1))));
    }

    [Fact]
    public void Frames_and_layers_must_fit_the_model()
    {
        var frames = TinyEncoder.Options();
        frames.Sampling = new FrameSamplingOptions { FrameCount = 5 };
        Assert.Contains("takes 4 frames", Assert.Throws<ArgumentException>(() => Fit(frames)).Message, StringComparison.Ordinal);
        var layer = TinyEncoder.Options();
        layer.Layer = 2;
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(layer));
        Assert.Throws<ArgumentException>(() => _context.Transforms.FeaturizeVideo("Features", "Video", "weights.pth", "no-such-model"));
    }

    [Fact]
    public void The_loading_context_decides_about_the_device()
    {
        const int NoSuchGpu = 1000;
        var options = TinyEncoder.Options();
        options.GpuDeviceId = NoSuchGpu;
        AssertGpuMissing(() => Fit(options));
        options.FallbackToCpu = true;
        using var model = Fit(options);
        var expected = model.Featurize([TinyVideos.InMemory(1)])[0].Values.ToArray();

        using var stream = new MemoryStream();
        _context.Model.Save(model, null, stream);
        stream.Position = 0;
        AssertGpuMissing(() => new MLContext { GpuDeviceId = NoSuchGpu }.Model.Load(stream, out _));
        stream.Position = 0;
        using var loaded = (VideoFeaturizationTransformer)new MLContext { GpuDeviceId = NoSuchGpu, FallbackToCpu = true }.Model.Load(stream, out _);
        Assert.Equal(expected, loaded.Featurize([TinyVideos.InMemory(1)])[0].Values.ToArray());
    }

    // ML.NET wraps what a component throws while it is loaded.
    private static void AssertGpuMissing(Action action)
    {
        var error = Record.Exception(action);
        while (error is not null and not UmtNativeLibraryException)
            error = error.InnerException;
        Assert.IsType<UmtNativeLibraryException>(error);
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5f * Math.Max(1, Math.Abs(expected[i])));
    }

    private VideoFeaturizationTransformer Fit(VideoFeaturizationOptions options) =>
        _context.Transforms.FeaturizeVideo("Features", "Video", options).Fit(View(TinyVideos.InMemory(1)));

    private IDataView View(params MLVideo[] videos) => _context.Data.LoadFromEnumerable(videos.Select(video => new VideoRow { Video = video }));
}
