namespace Microsoft.ML.Umt.Evaluation;

/// <summary>
/// Merges the test views of each video as the authors do: softmax of every view in double precision, then the mean of the probabilities
/// (spec umt-single 6.6). A view that occurs twice, as happens when samples are dealt evenly to several processes, counts once.
/// </summary>
internal static class ViewMerge
{
    /// <summary>Merges views in any order; the videos come out in the order of their first view.</summary>
    /// <exception cref="InvalidDataException">Views of one id disagree about the label or the number of classes.</exception>
    public static IReadOnlyList<MergedVideo> Merge(IEnumerable<ViewScore> views)
    {
        var videos = new Dictionary<string, Sum>(StringComparer.Ordinal);
        var order = new List<Sum>();
        foreach (var view in views)
        {
            if (!videos.TryGetValue(view.Id, out var sum))
            {
                sum = new Sum(view);
                videos.Add(view.Id, sum);
                order.Add(sum);
            }
            sum.Add(view);
        }
        return order.ConvertAll(sum => sum.Mean());
    }

    /// <summary>Top-k accuracy of merged videos in percent, as the authors' logs report it; NaN without videos.</summary>
    public static double Accuracy(IReadOnlyCollection<MergedVideo> videos, int k) =>
        videos.Count == 0 ? double.NaN : 100.0 * videos.Count(video => video.IsInTop(k)) / videos.Count;

    /// <summary>Merges the views of one video: logits <c>[views, classes]</c>, row after row, to class probabilities.</summary>
    public static void Merge(ReadOnlySpan<float> logits, int views, Span<float> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(views);
        if (logits.Length != views * probabilities.Length)
            throw new ArgumentException($"{views} views of {probabilities.Length} classes need {views * probabilities.Length} logits, found {logits.Length}.", nameof(logits));
        var mean = new double[probabilities.Length];
        var row = new double[probabilities.Length];
        for (var v = 0; v < views; v++)
        {
            for (var c = 0; c < row.Length; c++)
                row[c] = logits[v * row.Length + c];
            AddSoftmax(row, mean);
        }
        for (var c = 0; c < mean.Length; c++)
            probabilities[c] = (float)(mean[c] / views);
    }

    private static void AddSoftmax(ReadOnlySpan<double> logits, Span<double> sum)
    {
        var max = double.NegativeInfinity;
        foreach (var logit in logits)
            max = Math.Max(max, logit);
        var total = 0.0;
        foreach (var logit in logits)
            total += Math.Exp(logit - max);
        for (var c = 0; c < logits.Length; c++)
            sum[c] += Math.Exp(logits[c] - max) / total;
    }

    private sealed class Sum(ViewScore first)
    {
        private readonly double[] _probabilities = new double[first.Logits.Length];
        private readonly HashSet<(int Clip, int Crop)> _seen = [];

        public void Add(ViewScore view)
        {
            if (view.Label != first.Label)
                throw new InvalidDataException(
                    $"Views of '{view.Id}' carry the labels {first.Label} and {view.Label}: two videos share this id. Name videos by their full path or row number.");
            if (view.Logits.Length != _probabilities.Length)
                throw new InvalidDataException($"Views of '{view.Id}' have {_probabilities.Length} and {view.Logits.Length} logits; they come from different models.");
            if (_seen.Add((view.Clip, view.Crop)))
                AddSoftmax(view.Logits, _probabilities);
        }

        public MergedVideo Mean() => new(first.Id, first.Label, Array.ConvertAll(_probabilities, p => p / _seen.Count), _seen.Count);
    }
}
