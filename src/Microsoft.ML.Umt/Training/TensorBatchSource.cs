using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>Batches out of tensors that hold the whole set, such as features that were computed once. Does not own the tensors.</summary>
internal sealed class TensorBatchSource : IBatchSource<TensorBatch>
{
    private readonly Tensor _inputs;
    private readonly Tensor _labels;
    private readonly int _batchSize;
    private readonly int? _seed;
    private readonly bool _dropLast;

    /// <summary>Creates the source.</summary>
    /// <param name="inputs">Samples along the first axis, at least one.</param>
    /// <param name="labels">Class numbers, int64 <c>[N]</c>.</param>
    /// <param name="batchSize">Samples of a batch.</param>
    /// <param name="seed">Shuffles each epoch; null keeps the order.</param>
    /// <param name="dropLast">Leaves out a shorter last batch, unless it is the only one.</param>
    public TensorBatchSource(Tensor inputs, Tensor labels, int batchSize, int? seed, bool dropLast = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (inputs.shape[0] == 0 || labels.dim() != 1 || inputs.shape[0] != labels.shape[0])
            throw new ArgumentException(
                $"There must be as many labels as samples, and at least one: inputs are [{string.Join(',', inputs.shape)}], labels [{string.Join(',', labels.shape)}].", nameof(labels));
        (_inputs, _labels, _batchSize, _seed, _dropLast) = (inputs, labels, batchSize, seed, dropLast);
    }

    /// <summary>Number of samples.</summary>
    public int SampleCount => (int)_inputs.shape[0];

    /// <inheritdoc/>
    public int BatchesPerEpoch => EpochOrder.BatchCount(SampleCount, _batchSize, _dropLast);

    /// <inheritdoc/>
    public IEnumerable<TensorBatch> Epoch(int epoch, CancellationToken cancellationToken) => EpochFrom(epoch, 0, cancellationToken);

    /// <inheritdoc/>
    public IEnumerable<TensorBatch> EpochFrom(int epoch, int firstBatch, CancellationToken cancellationToken)
    {
        var order = _seed is { } seed ? EpochOrder.Shuffled(SampleCount, seed, epoch) : Enumerable.Range(0, SampleCount).ToArray();
        foreach (var batch in EpochOrder.Batches(order, _batchSize, _dropLast).Skip(firstBatch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Take(batch);
        }
    }

    private TensorBatch Take(ArraySegment<int> rows)
    {
        using var noGrad = no_grad();
        using var index = tensor(rows.Select(row => (long)row).ToArray(), device: _inputs.device);
        using var labelIndex = index.to(_labels.device);
        return new TensorBatch(_inputs.index_select(0, index).DetachFromDisposeScope(), _labels.index_select(0, labelIndex).DetachFromDisposeScope());
    }
}
