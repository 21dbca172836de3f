using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// What the batches of one optimiser step have given so far. Losses and counts stay on the device until the step reads them, with the gradient norm, in
/// one transfer: a GPU never waits for the host inside a step.
/// </summary>
internal sealed class PendingStep : IDisposable
{
    private readonly List<BatchLoss> _losses = [];

    /// <summary>Batches so far, empty ones included.</summary>
    public int Batches { get; private set; }

    /// <summary>Samples behind the gradients so far.</summary>
    public int Samples { get; private set; }

    /// <summary>Counts a batch and keeps its numbers. Its tensors are copied.</summary>
    public void Add(BatchLoss result)
    {
        Batches++;
        if (result.Samples == 0)
            return;
        Samples += result.Samples;
        _losses.Add(new BatchLoss(Keep(result.Loss), result.Samples, result.Sums?.ToDictionary(sum => sum.Key, sum => Keep(sum.Value))));
    }

    /// <summary>Reads everything at once. To be called inside a dispose scope.</summary>
    /// <param name="gradientNorm">A scalar; null when nothing has a gradient.</param>
    public StepReading Read(Tensor? gradientNorm)
    {
        using var noGrad = no_grad();
        List<Tensor> all = [gradientNorm?.to(ScalarType.Float32) ?? zeros([])];
        all.AddRange(_losses.SelectMany(loss => loss.Sums is null ? [loss.Loss] : loss.Sums.Values.Prepend(loss.Loss)));
        var device = _losses[0].Loss.device;
        var values = stack(all.Select(value => value.to(device))).cpu().data<float>().ToArray();
        var next = 1;
        var batches = new List<(double, int, IReadOnlyDictionary<string, double>?)>(_losses.Count);
        foreach (var loss in _losses)
            batches.Add((values[next++], loss.Samples, loss.Sums?.Keys.ToDictionary(name => name, _ => (double)values[next++])));
        return new StepReading(values[0], batches);
    }

    /// <summary>Forgets the step.</summary>
    public void Clear()
    {
        foreach (var loss in _losses)
        {
            loss.Loss.Dispose();
            foreach (var sum in loss.Sums?.Values ?? [])
                sum.Dispose();
        }
        _losses.Clear();
        Batches = Samples = 0;
    }

    public void Dispose() => Clear();

    private static Tensor Keep(Tensor value)
    {
        using var noGrad = no_grad();
        using var detached = value.detach();
        return detached.to(ScalarType.Float32, copy: true).DetachFromDisposeScope();
    }
}
