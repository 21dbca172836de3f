using Microsoft.ML.Umt.Tests.Evaluation;

namespace Microsoft.ML.Umt.Tests.Retrieval.Protocols;

/// <summary><c>mlContext.Umt().EvaluateRetrieval</c> over data views.</summary>
public sealed class EvaluateRetrievalTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void RowsOfOneVideoAreOneVideo()
    {
        var metrics = _context.Umt().EvaluateRetrieval(View(Rows()));
        Assert.Equal((2, 3), (metrics.VideoCount, metrics.TextCount));
        Assert.Equal([1, 1, 2], metrics.TextToVideo.Ranks);
        Assert.Equal([1, 3], metrics.VideoToText.Ranks);
    }

    [Fact]
    public void SeparateTablesGiveTheSame()
    {
        var rows = Rows();
        var videos = View(rows.DistinctBy(row => row.Video).Append(new PairRow { Video = "c", VideoEmbedding = [0, 0, 0] }));
        var metrics = _context.Umt().EvaluateRetrieval(videos, View(rows));
        Assert.Equal((3, 2), (metrics.VideoCount, metrics.VideoToText.QueryCount));
        Assert.Equal([1, 3], metrics.VideoToText.Ranks);
        var stranger = Assert.Throws<ArgumentException>(() => _context.Umt().EvaluateRetrieval(View(rows.Take(1)), View(rows)));
        Assert.Contains("'b'", stranger.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EqualTextsAreOneQueryOnlyWhenAskedFor()
    {
        PairRow[] rows =
        [
            new() { Video = "a", Caption = "push", VideoEmbedding = [1, 0], TextEmbedding = [0.2f, 0.1f] },
            new() { Video = "b", Caption = "push", VideoEmbedding = [0, 1], TextEmbedding = [0.2f, 0.1f] },
        ];
        Assert.Equal([1, 2], _context.Umt().EvaluateRetrieval(View(rows)).TextToVideo.Ranks);
        var merged = _context.Umt().EvaluateRetrieval(View(rows), new RetrievalEvaluationOptions { MergeEqualTexts = true });
        Assert.Equal([1], merged.TextToVideo.Ranks);
        Assert.Equal([1, 1], merged.VideoToText.Ranks);
    }

    // Two frames of different lengths: each is brought to length 1, their mean is not.
    [Fact]
    public void FrameEmbeddingsAreNormalisedAndAveraged()
    {
        PairRow[] rows =
        [
            new() { Video = "frames", Caption = "1", Frames = [10, 0, 0, 0, 0.1f, 0], TextEmbedding = [0, 1, 0] },
            new() { Video = "still", Caption = "2", Frames = [0, 0.4f, 0.9f, 0, 0.4f, 0.9f], TextEmbedding = [0, 0, 1] },
        ];
        var metrics = _context.Umt().EvaluateRetrieval(View(rows), new RetrievalEvaluationOptions { VideoEmbeddingColumnName = nameof(PairRow.Frames) });
        Assert.Equal([1, 1], metrics.TextToVideo.Ranks); // 0.5 against 0.406
    }

    [Fact]
    public void CosineIgnoresLengths()
    {
        PairRow[] rows =
        [
            new() { Video = "a", Caption = "1", VideoEmbedding = [1, 0], TextEmbedding = [3, 1] },
            new() { Video = "b", Caption = "2", VideoEmbedding = [9, 9], TextEmbedding = [1, 1] },
        ];
        Assert.Equal([2, 1], _context.Umt().EvaluateRetrieval(View(rows)).TextToVideo.Ranks);
        var cosine = _context.Umt().EvaluateRetrieval(View(rows), new RetrievalEvaluationOptions { Similarity = RetrievalSimilarity.Cosine });
        Assert.Equal([1, 1], cosine.TextToVideo.Ranks);
    }

    [Fact]
    public void TheMatcherSeesKeysAndTextsAndIsCheckedAndCancelled()
    {
        var matcher = new TableMatcher((video, text) => video == 0 ? -text : text);
        var progress = new List<(long, long)>();
        var options = new RetrievalEvaluationOptions { Matcher = matcher, MatcherBatchSize = 2, RerankProgress = new Inline(progress.Add) };
        var metrics = _context.Umt().EvaluateRetrieval(View(Rows()), options);
        Assert.Contains(new VideoTextPair(1, "b", null, 2, "third"), matcher.Pairs);
        Assert.Equal((6L, 6L), progress[^1]);
        Assert.Equal([2, 1, 2, 1], matcher.Calls);
        options.Matcher = matcher = new TableMatcher((_, _) => 0);
        options.MatcherBatchSize = 5;
        _context.Umt().EvaluateRetrieval(View(Rows()), options);
        Assert.Equal([3, 3], matcher.Calls);
        options.MatcherBatchSize = 6;
        _context.Umt().EvaluateRetrieval(View(Rows()), options);
        Assert.Equal([3, 3, 6], matcher.Calls);
        Assert.NotNull(metrics.WithoutReranking);
        Assert.Equal([1, 1], metrics.VideoToText.Ranks);
        Assert.Contains("by embeddings alone", metrics.ToString(), StringComparison.Ordinal);

        options.Matcher = new TableMatcher((_, _) => float.NaN);
        Assert.Throws<InvalidOperationException>(() => _context.Umt().EvaluateRetrieval(View(Rows()), options));
        options.CancellationToken = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => _context.Umt().EvaluateRetrieval(View(Rows()), options));
    }

    [Fact]
    public void ColumnsAreCheckedByNameAndType()
    {
        var absent = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Umt().EvaluateRetrieval(View(Rows()), videoKeyColumnName: "Clip"));
        Assert.Contains("'Clip'", absent.Message, StringComparison.Ordinal);
        var wrong = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Umt().EvaluateRetrieval(View(Rows()), textEmbeddingColumnName: "Caption"));
        Assert.Contains("expected a vector of Single", wrong.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrievalEvaluationOptions { RerankCount = 0 });
        Assert.Throws<ArgumentException>(() => new RetrievalEvaluationOptions { TextColumnName = " " });
    }

    [Fact]
    public void EmbeddingsAreChecked()
    {
        Throws("row 1", rows => rows[1].VideoEmbedding = [0, 1, 0]);
        Throws("NaN", rows => rows[0].VideoEmbedding = [float.NaN, 1, 0]);
        Throws("NaN", rows => rows[2].TextEmbedding = [float.PositiveInfinity, 1, 0]);
        Throws("4 values", rows => rows[2].TextEmbedding = [1, 2, 3, 4]);
        Throws("different models", rows => Array.ForEach(rows, row => row.TextEmbedding = [1, 2]));
        Assert.Throws<ArgumentException>(() => _context.Umt().EvaluateRetrieval(View([])));

        void Throws(string part, Action<PairRow[]> damage)
        {
            var rows = Rows();
            damage(rows);
            var error = Assert.Throws<ArgumentException>(() => _context.Umt().EvaluateRetrieval(View(rows)));
            Assert.Contains(part, error.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void AKeyColumnMayNameTheVideos()
    {
        var keyed = _context.Transforms.Conversion.MapValueToKey("Video").Fit(View(Rows())).Transform(View(Rows()));
        Assert.Equal([1, 3], _context.Umt().EvaluateRetrieval(keyed).VideoToText.Ranks);
    }

    // What the video-text transformer makes: a video column, and several captions in a row with their embeddings in one vector.
    [Fact]
    public void VideosMayBeKeysAndRowsMayHaveSeveralTexts()
    {
        var view = _context.Data.LoadFromEnumerable(new[]
        {
            new { Path = "a.mp4", Caption = new[] { "first", "second" }, VideoEmbedding = new[] { 1, 0, 0.5f }, TextEmbedding = new[] { 1, 0, 0, 0.9f, 0.2f, 0 } },
            new { Path = "b.mp4", Caption = new[] { "third" }, VideoEmbedding = new[] { 0.6f, 1, 0 }, TextEmbedding = new[] { 0.1f, 0, 1 } },
            new { Path = "c.mp4", Caption = Array.Empty<string>(), VideoEmbedding = new[] { 0, 0, 0f }, TextEmbedding = Array.Empty<float>() },
        });
        var loaded = _context.Transforms.LoadVideos("Video", inputColumnName: "Path").Fit(view).Transform(view);
        var matcher = new TableMatcher((video, text) => video == 0 ? -text : text);
        var metrics = _context.Umt().EvaluateRetrieval(loaded, new RetrievalEvaluationOptions { Matcher = matcher });
        Assert.Equal((3, 3), (metrics.VideoCount, metrics.TextCount));
        Assert.Equal([1, 1, 2], metrics.WithoutReranking!.TextToVideo.Ranks);
        Assert.Equal(["a.mp4", "b.mp4", "c.mp4"], matcher.Pairs.Select(pair => pair.Video!.Path).Distinct());
        Assert.Contains(matcher.Pairs, pair => pair is { VideoKey: "b.mp4", Text: "second" });
    }

    [Fact]
    public void AProtocolIsHeldTo()
    {
        var error = Assert.Throws<ProtocolMismatchException>(() =>
            _context.Umt().EvaluateRetrieval(View(Rows()), new RetrievalEvaluationOptions { Protocol = VideoTextProtocols.Get("msrvtt") }));
        Assert.Contains("Expected 1,000 videos, found 2.", error.Message, StringComparison.Ordinal);
        var own = new VideoTextProtocol
        {
            Name = "mine-v1",
            DataSet = "mine",
            Task = VideoTextTask.Retrieval,
            Description = "Three captions.",
            Splits = [new("test", "mine.json", 2, 3)],
            TextLength = 32,
        };
        Assert.Equal(2, _context.Umt().EvaluateRetrieval(View(Rows()), new RetrievalEvaluationOptions { Protocol = own }).VideoCount);
    }

    private IDataView View(IEnumerable<PairRow> rows) => _context.Data.LoadFromEnumerable(rows);

    private static PairRow[] Rows() =>
    [
        new() { Video = "a", Caption = "first", VideoEmbedding = [1, 0, 0.5f], TextEmbedding = [1, 0, 0] },
        new() { Video = "a", Caption = "second", VideoEmbedding = [1, 0, 0.5f], TextEmbedding = [0.9f, 0.2f, 0] },
        new() { Video = "b", Caption = "third", VideoEmbedding = [0.6f, 1, 0], TextEmbedding = [0.1f, 0, 1] },
    ];

    private sealed class Inline(Action<(long, long)> report) : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value) => report(value);
    }
}
