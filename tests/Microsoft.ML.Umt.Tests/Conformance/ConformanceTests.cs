using Microsoft.ML.Data;
using Microsoft.ML.Umt.Tests.Featurization;

namespace Microsoft.ML.Umt.Tests.Conformance;

public sealed class ConformanceTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void LoadVideos() => EstimatorConformance.Check(_context, Load(), Rows(), WithoutPath(), WithNumbers());

    [Fact]
    public void LoadVideos_from_bytes()
    {
        var rows = TinyVideos.Rows().Select(row => new BytesRow { Path = File.ReadAllBytes(Path.Combine(TinyVideos.Folder, row.Path)) });
        EstimatorConformance.Check(_context, _context.Transforms.LoadVideos("Video", null, "Path"), _context.Data.LoadFromEnumerable(rows), WithNumbers());
    }

    [Theory]
    [InlineData(UnreadableVideos.Throw)]
    [InlineData(UnreadableVideos.Missing)]
    public void ExtractVideoFrames(UnreadableVideos unreadable)
    {
        var options = new VideoFrameExtractionOptions { ImageSize = 16, Sampling = { FrameCount = 3 }, Reading = { UnreadableVideos = unreadable, Workers = 2 } };
        EstimatorConformance.Check(_context, Load().Append(_context.Transforms.ExtractVideoFrames("Frames", "Video", options)), Rows(), WithoutPath());
        Refuses(_context.Transforms.ExtractVideoFrames("Frames", "Path", options));
    }

    [Theory]
    [InlineData("video", VideoEmbedding.Pooled, UnreadableVideos.Throw)]
    [InlineData("video", VideoEmbedding.PerFrame, UnreadableVideos.Missing)]
    [InlineData("image", VideoEmbedding.PerFrame, UnreadableVideos.Throw)]
    public void FeaturizeVideo(string model, VideoEmbedding embedding, UnreadableVideos unreadable)
    {
        var options = TinyEncoder.Options(model == "video" ? TinyEncoder.Video : TinyEncoder.Image);
        options.Embedding = embedding;
        options.Reading.UnreadableVideos = unreadable;
        EstimatorConformance.Check(_context, Load().Append(_context.Transforms.FeaturizeVideo("Features", "Video", options)), Rows(), WithoutPath());
        Refuses(_context.Transforms.FeaturizeVideo("Features", "Path", options));
    }

    [Fact]
    public void A_video_column_given_by_the_caller_works_without_being_part_of_the_saved_schema()
    {
        var view = _context.Data.LoadFromEnumerable([new VideoRow { Id = 1, Video = TinyVideos.InMemory(1) }]);
        using var model = _context.Transforms.FeaturizeVideo("Features", "Video", TinyEncoder.Options()).Fit(view);
        using var stream = new MemoryStream();
        _context.Model.Save(model, view.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out var schema);
        Assert.Equal(["Id"], schema.Select(column => column.Name));
        using var engine = new MLContext().Model.CreatePredictionEngine<VideoRow, FeatureRow>(loaded);
        Assert.Equal(model.Featurize([TinyVideos.InMemory(1)])[0].Values.ToArray(), engine.Predict(new VideoRow { Video = TinyVideos.InMemory(1) }).Features);
    }

    [Fact]
    public void Another_process_predicts_the_same_knowing_only_the_model_file()
    {
        var pipeline = Load()
            .Append(_context.Transforms.FeaturizeVideo("Raw", "Video", TinyEncoder.Options()))
            .Append(_context.Transforms.NormalizeMinMax("Features", "Raw"));
        using var model = pipeline.Fit(Rows());
        TwoProcess.CheckSamePrediction(_context, model, TinyVideos.Rows().ElementAt(2), "Features");
    }

    private static void Refuses(IEstimator<ITransformer> estimator)
    {
        var view = new MLContext().Data.LoadFromEnumerable(TinyVideos.Rows());
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(view));
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(Microsoft.ML.Umt.Pipeline.Internals.SchemaShapes.Of(view.Schema)));
    }

    private VideoLoadingEstimator Load() => _context.Transforms.LoadVideos("Video", TinyVideos.Folder, "Path");

    private IDataView Rows() => _context.Data.LoadFromEnumerable(TinyVideos.Rows());

    private IDataView WithoutPath() => _context.Data.LoadFromEnumerable([new VideoRow()]);

    private IDataView WithNumbers() => _context.Data.LoadFromEnumerable([new NumberRow()]);

    private sealed class NumberRow
    {
        public float Path { get; set; }
    }

    private sealed class BytesRow
    {
        public byte[] Path { get; set; } = [];
    }
}
