using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Training;

/// <summary>Clips of a square that moves left (class 0) or right (class 1): no single frame tells the class. Augmented anew for each epoch.</summary>
internal sealed class MotionClips(int samples, int batchSize, int seed, TrainTransform? transform = null) : IBatchSource<TensorBatch>
{
    public const int Frames = 4;
    public const int Side = 16;

    public int BatchesPerEpoch => EpochOrder.BatchCount(samples, batchSize, dropLast: false);

    public IEnumerable<TensorBatch> Epoch(int epoch, CancellationToken cancellationToken)
    {
        foreach (var batch in EpochOrder.Batches(EpochOrder.Shuffled(samples, seed, epoch), batchSize, dropLast: false))
            yield return Load(batch, epoch);
    }

    private TensorBatch Load(ArraySegment<int> numbers, int epoch)
    {
        const int Length = 3 * Frames * Side * Side;
        var clips = new float[numbers.Count * Length];
        for (var i = 0; i < numbers.Count; i++)
        {
            var clip = clips.AsSpan(i * Length, Length);
            var frames = Picture(numbers[i]);
            if (transform is null)
                ChannelStatistics.ImageNet.Normalise(Array.ConvertAll(frames, value => (float)value), clip);
            else
                transform.Apply(frames, Frames, Side, Side, SampleSeed.Random(seed, epoch, numbers[i]), clip);
        }
        using var flat = tensor(clips);
        return new TensorBatch(
            flat.reshape(numbers.Count, 3, Frames, Side, Side).clone().DetachFromDisposeScope(),
            tensor(numbers.Select(number => number % 2L).ToArray()).DetachFromDisposeScope());
    }

    private static byte[] Picture(int number)
    {
        var random = SampleSeed.Random(77, 0, number);
        var frames = new byte[Frames * Side * Side * 3];
        random.NextBytes(frames);
        for (var i = 0; i < frames.Length; i++)
            frames[i] /= 8;
        int top = random.Next(3, 7), speed = number % 2 == 0 ? -3 : 3, start = number % 2 == 0 ? 9 : 0;
        for (var t = 0; t < Frames; t++)
        {
            for (var y = 0; y < 7; y++)
                frames.AsSpan(((t * Side + top + y) * Side + start + speed * t) * 3, 7 * 3).Fill(255);
        }
        return frames;
    }
}
