using Microsoft.ML.Umt.Evaluation;
using Microsoft.ML.Umt.Pipeline;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Scores the validation videos with the module as it is, views merged as in scoring.</summary>
internal sealed class ModuleValidation(
    TrainingContext context, ClassifierSettings settings, nn.Module<Tensor, Tensor> module, Device device, IReadOnlyList<LabelledVideo> videos, IClipReader reader)
{
    private readonly HashSet<long> _unreadable = [];

    public IReadOnlyDictionary<string, double> Run(CancellationToken cancellationToken)
    {
        var normalization = settings.Network.CreateNormalization();
        var totals = new ClassificationTotals(settings.ClassNames);
        var requests = Enumerable.Range(0, videos.Count).Where(i => !_unreadable.Contains(i)).Select(i => new ClipRequest(videos[i].Video, i)).ToArray();
        using var prefetcher = new ClipPrefetcher(reader, settings.Reading.WithBatchSize(settings.BatchSize), requests, cancellationToken);
        while (prefetcher.Next(context.ThrowIfCanceled) is { } clips)
        {
            using (clips)
                Add(clips, normalization, totals);
        }
        return HeadScores.ToResults(totals.ToMetrics());
    }

    private void Add(ClipBatch clips, ClipNormalization normalization, ClassificationTotals totals)
    {
        var logits = clips.ReadableCount == 0 ? [] : Logits(clips, normalization);
        var classes = settings.ClassNames.Count;
        var perVideo = clips.Shape.Views * classes;
        var next = 0;
        for (var i = 0; i < clips.Requests.Count; i++)
        {
            var row = clips.Requests[i].Row;
            if (clips.FailureOf(i) is { } failure)
            {
                context.Unreadable(failure, videos[(int)row].Row);
                _unreadable.Add(row);
                continue;
            }
            var probabilities = new float[classes];
            ViewMerge.Merge(logits.AsSpan(next++ * perVideo, perVideo), clips.Shape.Views, probabilities);
            totals.Add(videos[(int)row].Label, probabilities);
        }
    }

    private float[] Logits(ClipBatch clips, ClipNormalization normalization)
    {
        using var scope = NewDisposeScope();
        var bytes = clips.ToTensor();
        var views = Enumerable.Range(0, clips.Shape.Views).Select(view => module.call(normalization.Apply(bytes.select(1, view), device)));
        return stack(views.ToArray(), dim: 1).to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
