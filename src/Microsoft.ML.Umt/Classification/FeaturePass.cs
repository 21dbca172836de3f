using System.Diagnostics;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Computes the features of many videos once: what the cache knows is taken from it, the rest is read ahead in parallel and encoded in batches.</summary>
internal sealed class FeaturePass(TrainingContext context, ClassifierSettings settings, Network network, VariantClipReader reader, FeatureMemory? memory)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _waited;
    private TimeSpan _reported;

    /// <summary>The features of every video, variants one after the other; null for those that cannot be read and are left out.</summary>
    public IReadOnlyList<float[]?> Run(IReadOnlyList<LabelledVideo> videos)
    {
        var features = new float[]?[videos.Count];
        for (var i = 0; i < features.Length; i++)
            features[i] = videos[i].Video is { } video ? memory?.Find(video) : null;
        var missing = Enumerable.Range(0, videos.Count).Where(i => features[i] is null).ToArray();
        if (missing.Length < videos.Count)
            context.Info($"Features of {videos.Count - missing.Length} of {videos.Count} videos were found in the cache.");
        if (missing.Length > 0)
            Compute(videos, missing, features);
        return features;
    }

    private void Compute(IReadOnlyList<LabelledVideo> videos, int[] missing, float[]?[] features)
    {
        var extractor = settings.CreateExtractor();
        var done = 0;
        // The row is the place in the list: it finds its way back through the prefetcher.
        var requests = missing.Select(i => new ClipRequest(videos[i].Video, i));
        using var prefetcher = new ClipPrefetcher(reader, settings.Reading.WithBatchSize(settings.BatchSize), requests, context.CancellationToken);
        while (Next(prefetcher) is { } clips)
        {
            using (clips)
            {
                context.ThrowIfCanceled();
                var rows = clips.ReadableCount == 0 ? [] : network.Use(context.Device, settings.Precision, encoder => extractor.Extract(clips, encoder));
                var next = 0;
                for (var i = 0; i < clips.Requests.Count; i++)
                {
                    var video = videos[(int)clips.Requests[i].Row];
                    if (clips.FailureOf(i) is { } failure)
                        context.Unreadable(failure, video.Row);
                    else
                        Keep((int)clips.Requests[i].Row, video, rows[next++]);
                }
                done += clips.Requests.Count;
            }
            Report(done, missing.Length);
        }

        void Keep(int index, LabelledVideo video, float[] row)
        {
            features[index] = row;
            memory?.Add(video.Video!, row);
        }
    }

    private ClipBatch? Next(ClipPrefetcher prefetcher)
    {
        var start = _clock.Elapsed;
        var clips = prefetcher.Next(context.ThrowIfCanceled);
        _waited += _clock.Elapsed - start;
        return clips;
    }

    private void Report(int done, int all)
    {
        var elapsed = _clock.Elapsed;
        var isEnd = done == all;
        if (!isEnd && elapsed - _reported < TimeSpan.FromSeconds(1))
            return;
        _reported = elapsed;
        var rate = done * reader.Shape.Views / Math.Max(1e-9, elapsed.TotalSeconds);
        if (isEnd)
            context.Info(FormattableString.Invariant($"Features of {all} videos in {elapsed.TotalSeconds:F1} s: {rate:F1} clips/s, {_waited / elapsed:P0} of the time spent waiting for decoded clips."));
        context.Options.MetricsCallback?.Invoke(new TrainingProgress
        {
            Epoch = 0,
            Epochs = 0,
            Step = done,
            TotalSteps = all,
            IsEpochEnd = isEnd,
            Loss = double.NaN,
            Top1Accuracy = null,
            Top5Accuracy = null,
            LearningRate = 0,
            GradientNorm = 0,
            ClipsPerSecond = rate,
            DataWaitShare = Math.Clamp(_waited / elapsed, 0, 1),
            SkippedBatches = 0,
            Elapsed = elapsed,
            Remaining = elapsed * ((double)(all - done) / done),
            Validation = null,
        });
    }
}
