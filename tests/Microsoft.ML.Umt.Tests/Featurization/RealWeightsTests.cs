using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Conformance;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Featurization;

public sealed class RealWeightsTests
{
    private const string Weights = "weights/vit_tiny_patch16_224_augreg/vit_tiny_patch16_224_augreg.safetensors";

    [SharedFact(Weights)]
    public void A_checkpoint_file_is_loaded_reported_and_saved_with_the_model()
    {
        var context = new MLContext(seed: 1);
        var log = new List<string>();
        context.Log += (_, entry) => log.Add(entry.Message);
        var videos = new[] { TinyVideos.InMemory(1), TinyVideos.InMemory(2) };
        var view = context.Data.LoadFromEnumerable(videos.Select((video, id) => new VideoRow { Id = id, Video = video }));
        var options = new VideoFeaturizationOptions
        {
            Model = ModelPresets.Get("vit-ti16-augreg"),
            CheckpointPath = SharedData.Path(Weights),
            Embedding = VideoEmbedding.PerFrame,
            Sampling = new FrameSamplingOptions { FrameCount = 3 },
            Precision = ComputePrecision.Float32,
        };
        using var model = context.Transforms.FeaturizeVideo("Features", "Video", options).Fit(view);
        Assert.Contains(log, line => line.Contains("tensors loaded, 100.0", StringComparison.Ordinal));

        using var stream = new MemoryStream();
        context.Model.Save(model, view.Schema, stream);
        stream.Position = 0;
        using var loaded = (VideoFeaturizationTransformer)new MLContext().Model.Load(stream, out _);
        Assert.Equal("vit-ti16-augreg", loaded.Model.Name);
        foreach (var (before, after) in model.Featurize(videos).Zip(loaded.Featurize(videos)))
        {
            Assert.Equal(3 * 192, before.Values.Length);
            Assert.Equal(before.Values.ToArray(), after.Values.ToArray());
        }
    }
}
