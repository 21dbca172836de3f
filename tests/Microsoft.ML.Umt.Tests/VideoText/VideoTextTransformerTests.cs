using Microsoft.ML.Data;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Conformance;
using Microsoft.ML.Umt.Tests.Featurization;
using Microsoft.ML.Umt.Tests.Video;

namespace Microsoft.ML.Umt.Tests.VideoText;

public sealed class VideoTextTransformerTests : IDisposable
{
    private readonly TinyVideoText _tiny = new();
    private readonly Lazy<VideoTextTransformer> _model;

    public VideoTextTransformerTests() => _model = new Lazy<VideoTextTransformer>(() => _tiny.Fit(_tiny.Options()));

    private VideoTextTransformer Model => _model.Value;

    public void Dispose()
    {
        if (_model.IsValueCreated)
            Model.Dispose();
        _tiny.Dispose();
    }

    [Fact]
    public void Columns_direct_calls_and_prediction_engine_say_the_same()
    {
        var rows = TinyVideoText.Rows(5).ToArray();
        var view = Model.Transform(_tiny.Context.Data.LoadFromEnumerable(rows));
        var scored = _tiny.Context.Data.CreateEnumerable<Scored>(view, reuseRowObject: false).ToArray();
        MLVideo[] videos = [.. rows.Select(row => row.Video!)];
        var embeddings = Model.EmbedVideos(videos);
        var texts = Model.EmbedTexts([.. rows.Select(row => row.Caption)]);
        var matches = Model.Match(videos, [.. rows.Select(row => row.Caption)], [.. rows.Select((_, i) => (i, i))]);
        using var engine = _tiny.Context.Model.CreatePredictionEngine<CaptionedRow, Scored>(Model);
        for (var i = 0; i < rows.Length; i++)
        {
            Close(embeddings[i].Values.ToArray(), scored[i].VideoEmbedding);
            Close(texts[i], scored[i].TextEmbedding);
            Assert.Equal(1, Dot(texts[i], texts[i]), 1e-5);
            Assert.Equal(Dot(embeddings[i].Values.Span, texts[i]), scored[i].Similarity, 1e-5);
            Assert.Equal(matches[i].Score, scored[i].MatchScore, 1e-4);
            Assert.Equal(matches[i].Probability, scored[i].MatchProbability, 1e-4);
            var one = engine.Predict(rows[i]);
            Close(scored[i].VideoEmbedding, one.VideoEmbedding);
            Assert.Equal(scored[i].MatchScore, one.MatchScore, 1e-4);
            Assert.Equal(Model.Match(rows[i].Caption, [videos[i]]).Single().Score, scored[i].MatchScore, 1e-4);
        }
    }

    [Fact]
    public void Frames_have_times_and_their_mean_is_the_embedding()
    {
        var video = MLVideo.FromFrames(new byte[100 * 8 * 8 * 3], 100, 8, 8, 10);
        var whole = Model.EmbedVideos([video]).Single();
        Assert.Equal([2.4, 7.4], whole.Frames.Select(frame => frame.Time.TotalSeconds));
        Close([.. Enumerable.Range(0, 16).Select(i => (whole.Frames[0].Values.Span[i] + whole.Frames[1].Values.Span[i]) / 2)], whole.Values.ToArray());
        Assert.All(whole.Frames, frame => Assert.Equal(1, Dot(frame.Values.Span, frame.Values.Span), 1e-5));
        // Times are those of the whole video, whatever the window.
        Assert.Equal([5.4, 6.4], Model.EmbedVideos([video.Window(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(7))]).Single().Frames.Select(frame => frame.Time.TotalSeconds));
    }

    [Fact]
    public void Without_captions_only_videos_are_embedded()
    {
        var view = Model.Transform(_tiny.Context.Data.LoadFromEnumerable([new VideoRow { Video = TinyVideoText.Clip(0, 1) }]));
        Assert.Equal(["Id", "Video", "VideoEmbedding"], view.Schema.Select(column => column.Name));
        Close(Model.EmbedVideos([TinyVideoText.Clip(0, 1)]).Single().Values.ToArray(), view.GetColumn<VBuffer<float>>("VideoEmbedding").Single().DenseValues().ToArray());
    }

    [Fact]
    public void Several_captions_a_row_give_as_many_values()
    {
        string[] captions = ["a red clip", "", "very white"];
        var view = Model.Transform(_tiny.Context.Data.LoadFromEnumerable([new { Video = TinyVideoText.Clip(0, 1), Caption = captions }]));
        var similarity = view.GetColumn<VBuffer<float>>("Similarity").Single().DenseValues().ToArray();
        var scores = view.GetColumn<VBuffer<float>>("MatchScore").Single().DenseValues().ToArray();
        Assert.Equal(3 * 16, view.GetColumn<VBuffer<float>>("TextEmbedding").Single().Length);
        Assert.Equal([false, true, false], similarity.Select(float.IsNaN));
        Assert.Equal(Model.Match("very white", [TinyVideoText.Clip(0, 1)]).Single().Score, scores[2], 1e-4);
    }

    [Fact]
    public void An_empty_caption_and_a_missing_video_give_NaN()
    {
        var options = _tiny.Options();
        options.Reading.UnreadableVideos = UnreadableVideos.Missing;
        using var model = _tiny.Fit(options);
        CaptionedRow[] rows = [new() { Video = TinyVideoText.Clip(0, 1) }, new() { Video = MLVideo.FromFile("/nowhere/absent.mp4"), Caption = "a red clip" }];
        var scored = _tiny.Context.Data.CreateEnumerable<Scored>(model.Transform(_tiny.Context.Data.LoadFromEnumerable(rows)), reuseRowObject: false).ToArray();
        Assert.All(scored, row => Assert.True(float.IsNaN(row.Similarity) && float.IsNaN(row.MatchScore) && row.TextEmbedding.All(float.IsNaN)));
        Assert.DoesNotContain(scored[0].VideoEmbedding, float.IsNaN);
        Assert.All(scored[1].VideoEmbedding, value => Assert.True(float.IsNaN(value)));
        var direct = model.EmbedVideos([rows[1].Video!]).Single();
        Assert.Empty(direct.Frames);
        Assert.Contains("absent.mp4", direct.Error, StringComparison.Ordinal);
        Assert.Contains("absent.mp4", model.Match("a red clip", [rows[1].Video!]).Single().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_calls_are_refused_with_what_was_wrong()
    {
        Assert.Contains("Pair 1 is video 2", Assert.Throws<ArgumentOutOfRangeException>(() => Model.Match([TinyVideoText.Clip(0, 1)], ["a"], [(0, 0), (2, 0)])).Message, StringComparison.Ordinal);
        Assert.Contains("Text 1", Assert.Throws<ArgumentException>(() => Model.EmbedTexts(["a", null!])).Message, StringComparison.Ordinal);
        var numbers = _tiny.Context.Data.LoadFromEnumerable([new { Video = TinyVideoText.Clip(0, 1), Caption = 1f }]);
        Assert.Contains("text column 'Caption': expected String or Vector<String>", Assert.Throws<ArgumentOutOfRangeException>(() => Model.Transform(numbers)).Message, StringComparison.Ordinal);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Model.EmbedTexts(["a"], cancelled.Token));
        var model = _tiny.Fit(_tiny.Options());
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.EmbedTexts(["a"]));
    }

    [Fact]
    public void Multiple_choice_mixes_both_heads()
    {
        string[] options = ["a red clip", "a blue clip", "very dark"];
        var video = TinyVideoText.Clip(0, 1);
        var scores = Model.ScoreChoices([video], [options]).Single();
        var embedding = Model.EmbedVideos([video]).Single().Values;
        var shares = Model.EmbedTexts(options).Select(text => Math.Exp(Dot(embedding.Span, text) / Temperature())).ToArray();
        var matches = Model.Match([video], options, [(0, 0), (0, 1), (0, 2)]);
        for (var i = 0; i < 3; i++)
            Assert.Equal(0.7 * matches[i].Probability + 0.3 * shares[i] / shares.Sum(), scores[i], 1e-4);
        Assert.Throws<ArgumentException>(() => Model.ScoreChoices([video], []));

        double Temperature()
        {
            var path = Path.Combine(_tiny.Folder, "temperature.safetensors");
            Model.SaveCheckpoint(path);
            using var checkpoint = Microsoft.ML.Umt.Checkpoints.Checkpoint.Open(path);
            return TorchSharp.TensorExtensionMethods.ToSingle(checkpoint.Tensors["temp"]);
        }
    }

    [Fact]
    public void The_matching_head_is_the_second_stage_of_searches_and_tests()
    {
        MLVideo[] videos = [TinyVideoText.Clip(0, 1), TinyVideoText.Clip(1, 2)];
        var expected = Model.Match("a red clip", videos).Select(match => match.Score).ToArray();
        VideoRecord[] records = [new("0", new float[16]), new("1", new float[16])];
        Assert.Equal(expected, Model.AsReranker(record => videos[int.Parse(record.Key)]).Score("a red clip", records, CancellationToken.None), (a, b) => Math.Abs(a - b) < 1e-4);
        VideoTextPair[] pairs = [new(7, "x", videos[1], 3, "a red clip"), new(5, "y", videos[0], 3, "a red clip")];
        Assert.Equal([expected[1], expected[0]], Model.AsMatcher().Score(pairs, CancellationToken.None), (a, b) => Math.Abs(a - b) < 1e-4);
        var metrics = _tiny.Context.Umt().EvaluateRetrieval(
            Model.Transform(_tiny.Context.Data.LoadFromEnumerable(TinyVideoText.Rows(6))), new RetrievalEvaluationOptions { Matcher = Model.AsMatcher() });
        Assert.NotNull(metrics);
    }

    [Fact]
    public void Videos_of_the_last_searches_are_not_read_again()
    {
        using var model = _tiny.Fit(_tiny.Options());
        using var clips = new ClipFactory();
        var opened = 0;
        MLVideo video = MLVideo.FromStream(() =>
        {
            opened++;
            return File.OpenRead(clips.Small);
        });
        MLVideo[] videos = [TinyVideoText.Clip(0, 1), video, TinyVideoText.Clip(2, 2)];
        (int, int)[] pairs = [(1, 0), (0, 0), (2, 1), (1, 1)];
        string[] texts = ["a red clip", ""];
        Assert.Equal(512L << 20, model.MatchCacheBytes);
        var first = model.Match(videos, texts, pairs);
        var openedOnce = opened;
        Assert.Equal(first, model.Match(videos, texts, pairs));
        // Other words, the same video.
        Assert.Equal(first[3], model.Match([video], texts, [(0, 1)])[0], (a, b) => Math.Abs(a.Score - b.Score) < 1e-4);
        Assert.Equal((openedOnce, true), (opened, opened > 0));
        model.MatchCacheBytes = 0;
        Assert.Equal(first.Select(match => match.Score), model.Match(videos, texts, pairs).Select(match => match.Score), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.True(opened > openedOnce);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.MatchCacheBytes = -1);
    }

    [Fact]
    public void A_checkpoint_is_scored_without_training()
    {
        var path = Path.Combine(_tiny.Folder, "model.safetensors");
        Model.SaveCheckpoint(path);
        var options = new VideoTextScoringOptions { Model = TinyVideoText.Model, CheckpointPath = path, VocabularyPath = _tiny.VocabularyPath, TextLength = 8 };
        using var loaded = _tiny.Context.Umt().ScoreVideoText(options).Fit(_tiny.View);
        Assert.Equal(RowText.Of(Model.Transform(Numbers(Model))), RowText.Of(loaded.Transform(Numbers(loaded))));
        options.Matching = false;
        using var embedding = _tiny.Context.Umt().ScoreVideoText(options).Fit(_tiny.View);
        Assert.Equal(["Video", "Caption", "VideoEmbedding", "TextEmbedding", "Similarity"], embedding.GetOutputSchema(_tiny.View.Schema).Select(column => column.Name));
        Assert.Throws<InvalidOperationException>(() => embedding.Match("a", [TinyVideoText.Clip(0, 1)]));
        options.CheckpointPath = "/nowhere/model.safetensors";
        Assert.Contains("/nowhere/model.safetensors", Assert.Throws<FileNotFoundException>(() => _tiny.Context.Umt().ScoreVideoText(options).Fit(_tiny.View)).Message, StringComparison.Ordinal);
        options.CheckpointPath = null;
        Assert.Contains("CheckpointPath is not set", Assert.Throws<ArgumentException>(() => _tiny.Context.Umt().ScoreVideoText(options)).Message, StringComparison.Ordinal);

        IDataView Numbers(VideoTextTransformer model) => _tiny.Context.Data.LoadFromEnumerable(TinyVideoText.Rows(4));
    }

    [Fact]
    public void The_estimator_passes_the_checks_of_every_component()
    {
        var path = Path.Combine(_tiny.Folder, "model.safetensors");
        Model.SaveCheckpoint(path);
        var load = _tiny.Context.Transforms.LoadVideos("Video", TinyVideos.Folder, "Path");
        foreach (var unreadable in Enum.GetValues<UnreadableVideos>())
        {
            var options = new VideoTextScoringOptions { Model = TinyVideoText.Model, CheckpointPath = path, VocabularyPath = _tiny.VocabularyPath, TextLength = 8, Reading = { UnreadableVideos = unreadable } };
            options.CaptionColumnName = unreadable == UnreadableVideos.Throw ? "Label" : "Caption";
            EstimatorConformance.Check(
                _tiny.Context, load.Append(_tiny.Context.Umt().ScoreVideoText(options)), _tiny.Context.Data.LoadFromEnumerable(TinyVideos.Rows()), _tiny.Context.Data.LoadFromEnumerable([new VideoRow()]));
        }
    }

    [Fact]
    public void Another_process_predicts_the_same_knowing_only_the_model_file()
    {
        var pipeline = _tiny.Context.Transforms.LoadVideos("Video", TinyVideos.Folder, "Path").Append(_tiny.Context.Transforms.CopyColumns("Caption", "Label"));
        var options = _tiny.Options();
        options.BatchSize = 4;
        using var model = pipeline.Append(_tiny.Context.Umt().Trainers.VideoText(options)).Fit(_tiny.Context.Data.LoadFromEnumerable(TinyVideos.Rows()));
        TwoProcess.CheckSamePrediction(_tiny.Context, model, TinyVideos.Rows().First(), "VideoEmbedding");
        TwoProcess.CheckSamePrediction(_tiny.Context, model, TinyVideos.Rows().First(), "TextEmbedding");
    }

    private static void Close(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => System.Numerics.Tensors.TensorPrimitives.Dot(a, b);

    private sealed class Scored
    {
        public float[] VideoEmbedding { get; set; } = [];

        public float[] TextEmbedding { get; set; } = [];

        public float Similarity { get; set; }

        public float MatchScore { get; set; }

        public float MatchProbability { get; set; }
    }
}
