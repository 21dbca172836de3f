using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;
using TorchSharp;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>
/// Batches of one kind of media each, videos and pictures in turn by chance (spec umt-multi 4.4), shuffled in every epoch and read ahead. Which items make
/// up which batch follows from seed and epoch alone. What cannot be read leaves its batch smaller: another video never takes its place beside its text.
/// </summary>
internal sealed class MediaBatchSource<TItem> : IBatchSource<MediaBatch<TItem>>
    where TItem : IMediaItem
{
    private const int TurnStream = -2;

    private readonly MultimodalContext _context;
    private readonly IReadOnlyList<TItem> _items;
    private readonly MediaStream[] _streams;
    private readonly bool _forUpload;
    private readonly HashSet<long> _reported = [];

    /// <param name="context">Of this fit.</param>
    /// <param name="items">Everything to learn from.</param>
    /// <param name="videos">Reads videos.</param>
    /// <param name="pictures">Reads pictures, as clips of one frame.</param>
    /// <param name="forUpload">Whether batches go to a GPU, which takes them faster from memory that stays in place.</param>
    public MediaBatchSource(MultimodalContext context, IReadOnlyList<TItem> items, IClipReader videos, IClipReader pictures, bool forUpload)
    {
        (_context, _items, _forUpload) = (context, items, forUpload);
        var byKind = Enumerable.Range(0, items.Count).ToLookup(index => MediaKinds.IsPicture(items[index].Video));
        _streams = [.. new[] { new MediaStream([.. byKind[true]], pictures, 1), new MediaStream([.. byKind[false]], videos, 2) }.Where(stream => stream.Indices.Length > 0)];
    }

    public int BatchesPerEpoch => _streams.Sum(stream => stream.BatchCount(BatchSize));

    private int BatchSize => _context.Options.BatchSize;

    public IEnumerable<MediaBatch<TItem>> Epoch(int epoch, CancellationToken cancellationToken) => EpochFrom(epoch, 0, cancellationToken);

    public IEnumerable<MediaBatch<TItem>> EpochFrom(int epoch, int firstBatch, CancellationToken cancellationToken)
    {
        var turns = Turns(epoch);
        var prefetchers = new ClipPrefetcher?[_streams.Length];
        try
        {
            var readable = 0;
            foreach (var turn in turns.Skip(firstBatch))
            {
                var prefetcher = prefetchers[turn] ??= Open(_streams[turn], epoch, turns.Take(firstBatch).Count(earlier => earlier == turn), cancellationToken);
                using var clips = prefetcher.Next(_context.ThrowIfCanceled)!;
                Report(clips);
                readable += clips.ReadableCount;
                yield return new MediaBatch<TItem>(
                    clips.ToTensor(_forUpload).DetachFromDisposeScope(),
                    [.. Enumerable.Range(0, clips.Requests.Count).Where(i => clips.FailureOf(i) is null).Select(i => _items[(int)clips.Requests[i].Row])]);
            }
            if (readable == 0 && firstBatch == 0)
                throw new InvalidOperationException($"None of the {_items.Count} training videos can be read; the warnings in the log say why.");
        }
        finally
        {
            foreach (var prefetcher in prefetchers)
                prefetcher?.Dispose();
        }
    }

    /// <summary>Which stream each batch of the epoch comes from.</summary>
    private int[] Turns(int epoch)
    {
        int[] turns = [.. _streams.SelectMany((stream, number) => Enumerable.Repeat(number, stream.BatchCount(BatchSize)))];
        SampleSeed.Random(_context.Seed, epoch, TurnStream).Shuffle(turns);
        return turns;
    }

    private ClipPrefetcher Open(MediaStream stream, int epoch, int firstBatch, CancellationToken cancellationToken) => new(
        stream.Reader,
        _context.Options.Reading.WithBatchSize(BatchSize),
        stream.Epoch(_context.Seed, epoch, BatchSize, firstBatch)
            .Select(index => new ClipRequest(_items[index].Video, index, SampleSeed.Derive(_context.Seed, epoch, index))),
        cancellationToken);

    /// <summary>Applies the policy for unreadable videos; each row is mentioned once.</summary>
    private void Report(ClipBatch clips)
    {
        for (var i = 0; i < clips.Requests.Count; i++)
        {
            var row = _items[(int)clips.Requests[i].Row].Row;
            if (clips.FailureOf(i) is { } failure && _reported.Add(row))
                _context.Unreadable(failure, row);
        }
    }
}
