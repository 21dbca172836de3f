using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;
using TorchSharp;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>
/// Batches of clips from videos, shuffled in every epoch and read ahead by parallel workers. Which videos make up a batch follows from seed and epoch
/// alone, whatever could be read before: a resumed training sees the same batches. A video that cannot be read leaves its batch smaller.
/// </summary>
internal sealed class VideoBatchSource(PretrainingContext context, IReadOnlyList<MLVideo?> videos, IClipReader reader, bool forUpload) : IBatchSource<VideoBatch>
{
    private readonly HashSet<int> _reported = [];

    public int BatchesPerEpoch => EpochOrder.BatchCount(videos.Count, context.Options.BatchSize, dropLast: true);

    public IEnumerable<VideoBatch> Epoch(int epoch, CancellationToken cancellationToken) => EpochFrom(epoch, 0, cancellationToken);

    public IEnumerable<VideoBatch> EpochFrom(int epoch, int firstBatch, CancellationToken cancellationToken)
    {
        var order = EpochOrder.Shuffled(videos.Count, context.Seed, epoch);
        var requests = EpochOrder.Batches(order, context.Options.BatchSize, dropLast: true)
            .Skip(firstBatch)
            .SelectMany(batch => batch)
            .Select(index => new ClipRequest(videos[index], index, SampleSeed.Derive(context.Seed, epoch, index)));
        using var prefetcher = new ClipPrefetcher(reader, context.Options.Reading.WithBatchSize(context.Options.BatchSize), requests, cancellationToken);
        var readable = 0;
        while (prefetcher.Next(context.ThrowIfCanceled) is { } clips)
        {
            using (clips)
            {
                Report(clips);
                readable += clips.ReadableCount;
                yield return new VideoBatch(clips.ToTensor(forUpload).DetachFromDisposeScope(), Names(clips));
            }
        }
        if (readable == 0 && firstBatch == 0)
            throw new InvalidOperationException($"None of the {videos.Count} training videos can be read; the warnings in the log say why.");
    }

    private static IReadOnlyList<string> Names(ClipBatch clips) =>
    [
        .. from i in Enumerable.Range(0, clips.Requests.Count)
           where clips.FailureOf(i) is null
           select $"row {clips.Requests[i].Row}: {clips.Requests[i].Video!.Name}",
    ];

    /// <summary>Applies the policy for unreadable videos; each is mentioned once.</summary>
    private void Report(ClipBatch clips)
    {
        for (var i = 0; i < clips.Requests.Count; i++)
        {
            if (clips.FailureOf(i) is { } failure && _reported.Add((int)clips.Requests[i].Row))
                context.Unreadable(failure, clips.Requests[i].Row);
        }
    }
}
