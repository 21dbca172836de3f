using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>
/// Reads one clip of a video as pretraining wants it (spec umt-single 6.2 and 6.3): one random frame from each segment, multi-scale crop, mirror image.
/// All of it follows from the seed of the request. Thread-safe.
/// </summary>
internal sealed class PretrainingClipReader(IVideoDecoder decoder, int frames, int size, bool flip) : IClipReader
{
    private readonly PretrainSampler _sampler = PretrainSampler.Sparse(frames);
    private readonly PretrainTransform _transform = new(size, flip ? 0.5 : 0);

    public ClipShape Shape { get; } = new(1, frames, size);

    public void Read(MLVideo video, int seed, Span<byte> destination, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var wanted = _sampler.Sample(decoder.Probe(video, cancellationToken), 0, random);
        using var decoded = decoder.Decode(video, wanted, cancellationToken);
        _transform.Apply(decoded.Span, frames, decoded.Height, decoded.Width, random, destination);
    }
}
