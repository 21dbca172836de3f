using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VideoSearch.Indexing;
using VideoSearch.Searching;

namespace VideoSearch.Hosting;

/// <summary>What changes by itself, as server-sent events: <c>model</c> and <c>indexing</c>.</summary>
internal static class LiveEvents
{
    public static async IAsyncEnumerable<SseItem<object>> Read(
        EngineHost host, Indexer indexer, IHostApplicationLifetime lifetime, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // An open page must not hold up the end of the program.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var channel = Channel.CreateBounded<SseItem<object>>(1);
        Task[] writers = [CopyAsync(host.Status, "model", channel.Writer, end.Token), CopyAsync(indexer.Progress, "indexing", channel.Writer, end.Token)];
        await foreach (var item in channel.Reader.ReadAllAsync(CancellationToken.None))
            yield return item;
        await Task.WhenAll(writers);
    }

    private static async Task CopyAsync<T>(ProgressFeed<T> feed, string name, ChannelWriter<SseItem<object>> output, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            await foreach (var value in feed.Read(cancellationToken))
                await output.WriteAsync(new SseItem<object>(value, name), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            output.TryComplete();
        }
        catch (ChannelClosedException)
        {
            // The other feed has ended first.
        }
    }
}
