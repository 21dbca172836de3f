using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>The videos of a training, or its pictures: an order for every epoch, cut into batches. Immutable.</summary>
/// <param name="Indices">Which items of the training these are.</param>
/// <param name="Reader">Reads them.</param>
/// <param name="Salt">Makes the orders of two streams differ.</param>
internal sealed record MediaStream(int[] Indices, IClipReader Reader, int Salt)
{
    public int BatchCount(int batchSize) => EpochOrder.BatchCount(Indices.Length, batchSize, dropLast: true);

    /// <summary>The items of an epoch's batches from one on, by number.</summary>
    public IEnumerable<int> Epoch(int seed, int epoch, int batchSize, int firstBatch) =>
        EpochOrder.Batches(EpochOrder.Shuffled(Indices.Length, SampleSeed.Derive(seed, Salt, 0), epoch), batchSize, dropLast: true)
            .Skip(firstBatch)
            .SelectMany(batch => batch)
            .Select(position => Indices[position]);
}
