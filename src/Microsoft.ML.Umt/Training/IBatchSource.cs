namespace Microsoft.ML.Umt.Training;

/// <summary>Where batches come from. The loop disposes each batch after its step.</summary>
/// <typeparam name="TBatch">What the training task understands; it owns its tensors and buffers.</typeparam>
internal interface IBatchSource<out TBatch> where TBatch : IDisposable
{
    /// <summary>Batches of one epoch.</summary>
    int BatchesPerEpoch { get; }

    /// <summary>The batches of an epoch, 0 being the first. The same epoch gives the same batches.</summary>
    /// <param name="epoch">Number of the epoch.</param>
    /// <param name="cancellationToken">Ends the preparation of further batches.</param>
    IEnumerable<TBatch> Epoch(int epoch, CancellationToken cancellationToken);

    /// <summary>The rest of an epoch, for a training that is resumed inside it. This reads what comes before and throws it away; override it where one can jump.</summary>
    /// <param name="epoch">Number of the epoch.</param>
    /// <param name="firstBatch">How many batches to leave out.</param>
    /// <param name="cancellationToken">Ends the preparation of further batches.</param>
    IEnumerable<TBatch> EpochFrom(int epoch, int firstBatch, CancellationToken cancellationToken)
    {
        var number = 0;
        foreach (var batch in Epoch(epoch, cancellationToken))
        {
            if (number++ >= firstBatch)
                yield return batch;
            else
                batch.Dispose();
        }
    }
}
