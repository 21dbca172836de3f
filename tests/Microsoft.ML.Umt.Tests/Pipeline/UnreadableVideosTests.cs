using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Tests.Pipeline;

public sealed class UnreadableVideosTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Throwing_names_row_video_and_reason_and_leaves_earlier_rows_usable()
    {
        var fake = new FakeScoring(_context);
        var view = fake.Scoring.Transform(Source());
        var score = view.Schema["Score"];
        using var cursor = view.GetRowCursor([score]);
        var get = cursor.GetGetter<VBuffer<float>>(score);
        VBuffer<float> value = default;
        Assert.True(cursor.MoveNext());
        get(ref value);
        Assert.Equal(0, value.GetItemOrDefault(0));
        Assert.True(cursor.MoveNext());
        var error = Assert.Throws<VideoDecodeException>(() => get(ref value));
        Assert.Equal("unreadable", error.VideoName);
        Assert.Equal(VideoDecodeError.Damaged, error.Error);
        Assert.Contains("its bytes were eaten.", error.Message, StringComparison.Ordinal);
        Assert.Contains("row 1 ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("VideoError", view.Schema.Select(column => column.Name));
    }

    [Fact]
    public void Missing_rows_are_nan_and_say_why()
    {
        var fake = new FakeScoring(_context, unreadable: UnreadableVideos.Missing);
        var view = fake.Scoring.Transform(Source());
        Assert.Equal([0, float.NaN, 2, float.NaN, 4], NumberedVideos.Scores(view));
        var reasons = view.GetColumn<string>("VideoError").ToArray();
        Assert.Equal(["", "", ""], [reasons[0], reasons[2], reasons[4]]);
        Assert.Contains("its bytes were eaten.", reasons[1], StringComparison.Ordinal);
        Assert.Contains("holds no video", reasons[3], StringComparison.Ordinal);
        // Unreadable videos take no place in the model's batch.
        Assert.Equal([2, 1, 2, 1], fake.Batches);
    }

    [Fact]
    public void Nothing_readable_means_no_model_call()
    {
        var fake = new FakeScoring(_context, unreadable: UnreadableVideos.Missing);
        var rows = Enumerable.Range(0, 3).Select(_ => new NumberedVideos.Row { Video = NumberedVideos.Video(0, "unreadable") });
        Assert.All(NumberedVideos.Scores(fake.Scoring.Transform(_context.Data.LoadFromEnumerable(rows))), score => Assert.True(float.IsNaN(score)));
        Assert.Empty(fake.Batches);
    }

    [Theory]
    [InlineData(UnreadableVideos.Throw)]
    [InlineData(UnreadableVideos.Missing)]
    public void Errors_that_are_not_about_a_video_are_never_missing_rows(UnreadableVideos policy)
    {
        var fake = new FakeScoring(_context, unreadable: policy);
        var rows = new[] { new NumberedVideos.Row { Video = NumberedVideos.Video(0, "defect") } };
        var view = fake.Scoring.Transform(_context.Data.LoadFromEnumerable(rows));
        Assert.Throws<NotSupportedException>(() => NumberedVideos.Scores(view));
    }

    [Fact]
    public void The_direct_method_follows_the_same_policy()
    {
        MLVideo[] videos = [NumberedVideos.Video(7), NumberedVideos.Video(0, "unreadable"), NumberedVideos.Video(9)];
        var missing = new FakeScoring(_context, unreadable: UnreadableVideos.Missing).Scoring.Score(videos, default);
        Assert.Equal([7, float.NaN, 9], missing.Select(scored => scored.Row));
        Assert.NotNull(missing[1].Failure);
        var error = Assert.Throws<VideoDecodeException>(() => new FakeScoring(_context).Scoring.Score(videos, default));
        Assert.Contains("row 1 ", error.Message, StringComparison.Ordinal);
    }

    private IDataView Source() => _context.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(number => new NumberedVideos.Row
    {
        Number = number,
        Video = number switch { 1 => NumberedVideos.Video(0, "unreadable"), 3 => null, _ => NumberedVideos.Video(number) },
    }));
}
