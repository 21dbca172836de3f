using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Umt.Tests.Pipeline;

public sealed class BatchedDataViewTests
{
    private const int Rows = 30;
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Transform_is_lazy()
    {
        var fake = new FakeScoring(_context);
        var view = fake.Scoring.Transform(NumberedVideos.View(_context, Rows));
        Assert.Equal("Score", view.Schema[^1].Name);
        using (view.GetRowCursor(view.Schema))
            Assert.Equal(0, fake.Reader.Reads);
        Assert.Empty(fake.Batches);
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(4, 8)]
    [InlineData(30, 1)]
    [InlineData(64, 1)]
    public void Every_batch_is_scored_once_and_rows_keep_their_order(int batchSize, int batches)
    {
        var delays = new Random(3);
        var reader = new FakeClipReader { Delay = _ => { lock (delays) return TimeSpan.FromMilliseconds(delays.Next(3)); } };
        var fake = new FakeScoring(_context, reader, batchSize);
        var view = fake.Scoring.Transform(NumberedVideos.View(_context, Rows));
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => (float)i), NumberedVideos.Scores(view));
        Assert.Equal(batches, fake.Batches.Count);
        Assert.Equal(Rows, fake.Batches.Sum());
        Assert.Equal(Rows, fake.Reader.Reads);
    }

    [Fact]
    public void Columns_that_pass_through_cost_no_decoding()
    {
        var fake = new FakeScoring(_context);
        var view = fake.Scoring.Transform(NumberedVideos.View(_context, Rows));
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => (float)i), view.GetColumn<float>("Number"));
        Assert.Equal(Rows, view.GetColumn<MLVideo>("Video").Count());
        Assert.Equal(0, fake.Reader.Reads);
        Assert.Empty(fake.Batches);
    }

    [Fact]
    public void Rows_stay_together_with_their_scores_in_what_comes_after()
    {
        var fake = new FakeScoring(_context);
        var view = fake.Scoring.Transform(NumberedVideos.View(_context, Rows));
        AssertMatching(_context.Data.ShuffleRows(view, seed: 5), Rows);
        AssertMatching(_context.Data.TakeRows(_context.Data.SkipRows(view, 5), 7), 7);
        AssertMatching(_context.Data.FilterRowsByColumn(view, "Number", 10, 20), 10);
        Assert.Equal(3, view.Preview(3).RowView.Length);
    }

    [Fact]
    public void Several_cursors_of_one_view_are_independent()
    {
        var fake = new FakeScoring(_context);
        var view = fake.Scoring.Transform(NumberedVideos.View(_context, Rows));
        var score = view.Schema["Score"];
        using var first = view.GetRowCursor([score]);
        using var second = view.GetRowCursor([score]);
        var (getFirst, getSecond) = (first.GetGetter<VBuffer<float>>(score), second.GetGetter<VBuffer<float>>(score));
        VBuffer<float> a = default, b = default;
        for (var i = 0; i < Rows; i++)
        {
            Assert.True(first.MoveNext());
            getFirst(ref a);
            if (i % 2 == 0)
                continue;
            Assert.True(second.MoveNext());
            getSecond(ref b);
            Assert.Equal(i, a.GetItemOrDefault(0));
            Assert.Equal(i / 2, b.GetItemOrDefault(0));
        }
    }

    [Fact]
    public void Consumers_that_want_several_cursors_get_every_row_once()
    {
        var fake = new FakeScoring(_context);
        var view = fake.Scoring.Transform(NumberedVideos.View(_context, Rows));
        var cursors = view.GetRowCursorSet(view.Schema, 4);
        var seen = new List<float>();
        foreach (var cursor in cursors)
        {
            using (cursor)
            {
                var get = cursor.GetGetter<VBuffer<float>>(view.Schema["Score"]);
                VBuffer<float> value = default;
                while (cursor.MoveNext())
                {
                    get(ref value);
                    seen.Add(value.GetItemOrDefault(0));
                }
            }
        }
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => (float)i), seen.Order());
    }

    [Fact]
    public void Leaving_early_stops_the_readers_and_bounds_what_was_read()
    {
        var fake = new FakeScoring(_context, new FakeClipReader { Delay = _ => TimeSpan.FromMilliseconds(1) }, batchSize: 2, prefetchBatches: 2);
        var view = fake.Scoring.Transform(NumberedVideos.View(_context, 200));
        var score = view.Schema["Score"];
        using (var cursor = view.GetRowCursor([score]))
        {
            Assert.True(cursor.MoveNext());
            VBuffer<float> value = default;
            cursor.GetGetter<VBuffer<float>>(score)(ref value);
            Thread.Sleep(100);
        }
        Assert.Equal(0, fake.Reader.ReadsUnderWay);
        // One batch in use, two ahead.
        Assert.InRange(fake.Reader.Reads, 2, 6);
        var reads = fake.Reader.Reads;
        Thread.Sleep(30);
        Assert.Equal(reads, fake.Reader.Reads);
    }

    [Fact]
    public void Reading_goes_on_while_a_batch_is_in_use()
    {
        var fake = new FakeScoring(_context, batchSize: 2, prefetchBatches: 2);
        var view = fake.Scoring.Transform(NumberedVideos.View(_context, 20));
        using var cursor = view.GetRowCursor([view.Schema["Score"]]);
        Assert.True(cursor.MoveNext());
        SpinWait.SpinUntil(() => fake.Reader.Reads == 6, TimeSpan.FromSeconds(5));
        Assert.Equal(6, fake.Reader.Reads);
        Assert.Empty(fake.Batches);
    }

    [Fact]
    public void Row_count_and_shuffling_are_those_of_the_source()
    {
        var fake = new FakeScoring(_context);
        var source = NumberedVideos.View(_context, Rows);
        var view = fake.Scoring.Transform(source);
        Assert.Equal(source.GetRowCount(), view.GetRowCount());
        Assert.False(view.CanShuffle);
    }

    [Fact]
    public void A_source_that_changes_between_passes_is_found_out()
    {
        var passes = 0;
        IEnumerable<NumberedVideos.Row> Shrinking()
        {
            var count = Interlocked.Increment(ref passes) == 1 ? 4 : 2;
            for (var i = 0; i < count; i++)
                yield return new NumberedVideos.Row { Number = i, Video = NumberedVideos.Video(i) };
        }
        var view = new FakeScoring(_context, batchSize: 1).Scoring.Transform(_context.Data.LoadFromEnumerable(Shrinking()));
        var error = Assert.Throws<InvalidOperationException>(() => view.Preview().RowView.Length);
        Assert.Contains("same in every pass", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_the_source_reaches_the_consumer()
    {
        IEnumerable<NumberedVideos.Row> Failing()
        {
            yield return new NumberedVideos.Row { Video = NumberedVideos.Video(1) };
            throw new InvalidDataException("line 2 is not a number");
        }
        var view = new FakeScoring(_context).Scoring.Transform(_context.Data.LoadFromEnumerable(Failing()));
        var error = Assert.Throws<InvalidDataException>(() => NumberedVideos.Scores(view));
        Assert.Equal("line 2 is not a number", error.Message);
    }

    private void AssertMatching(IDataView view, int count)
    {
        var rows = _context.Data.CreateEnumerable<ScoredRow>(view, reuseRowObject: false).ToList();
        Assert.Equal(count, rows.Count);
        Assert.All(rows, row => Assert.Equal(row.Number, row.Score[0]));
    }

    private sealed class ScoredRow
    {
        public float Number { get; set; }

        public float[] Score { get; set; } = [];
    }
}
