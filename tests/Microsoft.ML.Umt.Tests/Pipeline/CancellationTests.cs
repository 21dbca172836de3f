using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Umt.Tests.Pipeline;

public sealed class CancellationTests
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Canceling_the_context_ends_a_scan_that_waits_for_a_slow_video()
    {
        var context = new MLContext(seed: 1);
        var fake = new FakeScoring(context, new FakeClipReader { Delay = _ => Slow });
        var view = fake.Scoring.Transform(NumberedVideos.View(context, 10));
        var watch = Stopwatch.StartNew();
        var scan = Task.Run(() => NumberedVideos.Scores(view));
        SpinWait.SpinUntil(() => fake.Reader.ReadsUnderWay > 0, TimeSpan.FromSeconds(10));
        // What Microsoft.ML.Experimental's CancelExecution does.
        typeof(MLContext).GetMethod("CancelExecution", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public)!
            .Invoke(context, null);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scan);
        Assert.True(watch.Elapsed < Slow / 2);
        Assert.Equal(0, fake.Reader.ReadsUnderWay);
    }

    [Fact]
    public async Task A_token_ends_the_direct_method()
    {
        var context = new MLContext(seed: 1);
        var fake = new FakeScoring(context, new FakeClipReader { Delay = _ => Slow });
        using var source = new CancellationTokenSource();
        var scoring = Task.Run(() => fake.Scoring.Score([NumberedVideos.Video(1)], source.Token));
        SpinWait.SpinUntil(() => fake.Reader.ReadsUnderWay > 0, TimeSpan.FromSeconds(10));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scoring);
        Assert.Equal(0, fake.Reader.ReadsUnderWay);
    }
}
