using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;
using TorchSharp;

namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// Training batches from videos: shuffled in every epoch, read ahead by parallel workers. A video that cannot be read is handled by the policy once
/// and not asked for again.
/// </summary>
internal sealed class ClipBatchSource(TrainingContext context, IReadOnlyList<LabelledVideo> videos, IClipReader reader) : IBatchSource<ClipTrainingBatch>
{
    private readonly HashSet<int> _unreadable = [];

    public int BatchesPerEpoch => EpochOrder.BatchCount(videos.Count, context.Options.BatchSize, dropLast: true);

    public IEnumerable<ClipTrainingBatch> Epoch(int epoch, CancellationToken cancellationToken)
    {
        var order = EpochOrder.Shuffled(videos.Count, context.Seed, epoch);
        var requests = EpochOrder.Batches(order, context.Options.BatchSize, dropLast: true)
            .SelectMany(batch => batch)
            .Where(index => !_unreadable.Contains(index))
            .Select(index => new ClipRequest(videos[index].Video, index, SampleSeed.Derive(context.Seed, epoch, index)))
            .ToArray();
        if (requests.Length == 0)
            throw new InvalidOperationException("None of the training videos can be read.");
        using var prefetcher = new ClipPrefetcher(reader, context.Options.Reading.WithBatchSize(context.Options.BatchSize), requests, cancellationToken);
        while (prefetcher.Next(context.ThrowIfCanceled) is { } clips)
        {
            using (clips)
            {
                NoteFailures(clips);
                if (clips.ReadableCount > 0)
                    yield return new ClipTrainingBatch(clips.ToTensor().DetachFromDisposeScope(), Labels(clips));
            }
        }
    }

    private void NoteFailures(ClipBatch clips)
    {
        for (var i = 0; i < clips.Requests.Count; i++)
        {
            if (clips.FailureOf(i) is not { } failure)
                continue;
            var index = (int)clips.Requests[i].Row;
            context.Unreadable(failure, videos[index].Row);
            _unreadable.Add(index);
        }
    }

    private torch.Tensor Labels(ClipBatch clips)
    {
        var labels = Enumerable.Range(0, clips.Requests.Count)
            .Where(i => clips.FailureOf(i) is null)
            .Select(i => (long)videos[(int)clips.Requests[i].Row].Label)
            .ToArray();
        return torch.tensor(labels).DetachFromDisposeScope();
    }
}
