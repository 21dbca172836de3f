using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;
using TorchSharp;

namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// Training batches from videos: shuffled in every epoch, read ahead by parallel workers. Which videos make up a batch follows from seed and epoch alone,
/// whatever could be read before: a resumed training sees the same batches. A video that cannot be read leaves its batch smaller.
/// </summary>
internal sealed class ClipBatchSource(TrainingContext context, IReadOnlyList<LabelledVideo> videos, IClipReader reader) : IBatchSource<ClipTrainingBatch>
{
    private readonly HashSet<int> _reported = [];

    public int BatchesPerEpoch => EpochOrder.BatchCount(videos.Count, context.Options.BatchSize, dropLast: true);

    public IEnumerable<ClipTrainingBatch> Epoch(int epoch, CancellationToken cancellationToken) => EpochFrom(epoch, 0, cancellationToken);

    public IEnumerable<ClipTrainingBatch> EpochFrom(int epoch, int firstBatch, CancellationToken cancellationToken)
    {
        var order = EpochOrder.Shuffled(videos.Count, context.Seed, epoch);
        var requests = EpochOrder.Batches(order, context.Options.BatchSize, dropLast: true)
            .Skip(firstBatch)
            .SelectMany(batch => batch)
            .Select(index => new ClipRequest(videos[index].Video, index, SampleSeed.Derive(context.Seed, epoch, index)));
        using var prefetcher = new ClipPrefetcher(reader, context.Options.Reading.WithBatchSize(context.Options.BatchSize), requests, cancellationToken);
        var readable = 0;
        while (prefetcher.Next(context.ThrowIfCanceled) is { } clips)
        {
            using (clips)
            {
                Report(clips);
                readable += clips.ReadableCount;
                yield return Batch(clips);
            }
        }
        if (readable == 0 && firstBatch == 0)
            throw new InvalidOperationException("None of the training videos can be read; the warnings in the log say why.");
    }

    /// <summary>Applies the policy for unreadable videos; each is mentioned once.</summary>
    private void Report(ClipBatch clips)
    {
        for (var i = 0; i < clips.Requests.Count; i++)
        {
            var index = (int)clips.Requests[i].Row;
            if (clips.FailureOf(i) is { } failure && _reported.Add(index))
                context.Unreadable(failure, videos[index].Row);
        }
    }

    private ClipTrainingBatch Batch(ClipBatch clips)
    {
        LabelledVideo[] readable = [.. Enumerable.Range(0, clips.Requests.Count).Where(i => clips.FailureOf(i) is null).Select(i => videos[(int)clips.Requests[i].Row])];
        return new ClipTrainingBatch(
            clips.ToTensor().DetachFromDisposeScope(),
            torch.tensor([.. readable.Select(video => (long)video.Label)]).DetachFromDisposeScope(),
            [.. readable.Select(video => $"row {video.Row}: {video.Video!.Name}")]);
    }
}
