using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Umt.Tests.Retrieval;

public sealed class VideoIndexBuildTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void A_data_view_becomes_an_index()
    {
        var rows = Enumerable.Range(0, 600).Select(i => new Row { Path = $"{i}.mp4", Title = i == 5 ? "" : $"Clip {i}", VideoEmbedding = [i, 1], FrameTimes = [0, 0.5f], FrameEmbeddings = [i, 0, 0, i] }).ToArray();
        rows[3].VideoEmbedding = [float.NaN, float.NaN];
        rows[4].VideoEmbedding = [];
        var definition = SchemaDefinition.Create(typeof(Row));
        var reports = new List<VideoIndexProgress>();
        var columns = new VideoIndexColumns { Path = "Path", Title = "Title", Metadata = ["Title", "Path"], FrameEmbeddings = "FrameEmbeddings", FrameTimes = "FrameTimes", BatchSize = 100 };
        using var index = new VideoIndex(2);
        var outcome = _context.Umt().AddToVideoIndex(_context.Data.LoadFromEnumerable(rows, definition), index, columns, reports.Add);
        Assert.Equal((598, "3.mp4,4.mp4"), (outcome.Added, string.Join(',', outcome.Skipped)));
        Assert.Equal([100, 200, 300, 400, 500, 598], reports.Select(report => report.Added));
        Assert.Equal(598, index.Count);
        var found = index.Search(new VideoQuery(new float[] { 1, 0 }), new() { MatchedFrames = 1 })[0];
        Assert.Equal(("599.mp4", "599.mp4", "Clip 599", TimeSpan.Zero), (found.Key, found.Record.Path, found.Record.Title, found.Frames[0].Time));
        Assert.Equal(["Path"], index.Find("5.mp4")!.Metadata.Keys);
    }

    [Fact]
    public void One_call_builds_an_index_in_memory()
    {
        var data = _context.Data.LoadFromEnumerable([new FixedRow { Path = "a", Features = [3, 4] }, new FixedRow { Path = "b", Features = [5, 0] }]);
        using var index = _context.Umt().BuildVideoIndex(data, embeddingColumnName: "Features");
        Assert.Equal("b", index.Search(new float[] { 1, 0 })[0].Key);
        using var cosines = _context.Umt().BuildVideoIndex(data, new VideoIndexColumns { Embedding = "Features" }, new VideoIndexOptions { Normalize = true });
        Assert.Equal(0.8f, cosines.Search(new float[] { 0, 9 })[0].Score, 6);
    }

    [Fact]
    public void Videos_that_are_left_out_are_named_in_the_log()
    {
        var warnings = new List<string>();
        _context.Log += (_, line) =>
        {
            if (line.Kind == ChannelMessageKind.Warning)
                warnings.Add(line.Message);
        };
        var rows = Enumerable.Range(0, 15).Select(i => new FixedRow { Path = $"{i}.mp4", Features = i < 3 ? [i, 1] : [float.NaN, float.NaN] }).ToArray();
        using var index = _context.Umt().BuildVideoIndex(_context.Data.LoadFromEnumerable(rows), embeddingColumnName: "Features");
        Assert.Equal(3, index.Count);
        var warning = Assert.Single(warnings);
        Assert.Contains("12 of 15 videos", warning);
        Assert.Contains("'Features'", warning);
        Assert.Contains("3.mp4, 4.mp4", warning);
        Assert.Contains("12.mp4, …", warning);
        _context.Umt().AddToVideoIndex(_context.Data.LoadFromEnumerable(rows[..3]), index, new() { Embedding = "Features" });
        Assert.Single(warnings);
    }

    [Fact]
    public void Wrong_columns_are_named()
    {
        var data = _context.Data.LoadFromEnumerable([new Row { Path = "a", VideoEmbedding = [1, 2] }]);
        Assert.Contains("'Nope'", Assert.Throws<ArgumentException>(() => _context.Umt().AddToVideoIndex(data, new VideoIndex(2), new() { Key = "Nope" })).Message);
        Assert.Contains("Vector", Assert.Throws<ArgumentException>(() => _context.Umt().AddToVideoIndex(data, new VideoIndex(2), new() { Key = "VideoEmbedding" })).Message);
        // Of vectors of any length nothing says how long they are.
        Assert.Contains("AddToVideoIndex", Assert.Throws<ArgumentException>(() => _context.Umt().BuildVideoIndex(data)).Message);
        Assert.Throws<ArgumentException>(() => _context.Umt().AddToVideoIndex(data, new VideoIndex(2), new() { FrameEmbeddings = "FrameEmbeddings" }));
        Assert.Contains("3 dimensions", Assert.Throws<ArgumentException>(() => _context.Umt().AddToVideoIndex(data, new VideoIndex(3))).Message);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => _context.Umt().AddToVideoIndex(data, new VideoIndex(2), cancellationToken: cancelled.Token));
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";

        public string Title { get; set; } = "";

        public float[] VideoEmbedding { get; set; } = [];

        public float[] FrameEmbeddings { get; set; } = [];

        public float[] FrameTimes { get; set; } = [];
    }

    private sealed class FixedRow
    {
        public string Path { get; set; } = "";

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
