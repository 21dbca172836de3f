using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Pipeline;
using TorchSharp;

namespace Microsoft.ML.Umt;

/// <summary>Encodes batches of clips and averages the views of each video. Thread-safe.</summary>
internal sealed class VideoFeaturizer : IVideoBatchScorer<float[]>
{
    private readonly DeferredEncoder _encoder;
    private readonly ClipNormalization _normalization;
    private readonly VideoEmbedding _embedding;
    private readonly int? _layer;
    private readonly int _clipsPerCall;
    private readonly int _rowLength;

    public VideoFeaturizer(DeferredEncoder encoder, VideoFeaturizationOptions options)
    {
        _encoder = encoder;
        _normalization = new ClipNormalization(options.Model.Mean, options.Model.Std);
        _embedding = options.Embedding;
        _layer = options.Layer is < 0 and var fromEnd ? options.ModelDepth + fromEnd : options.Layer;
        _clipsPerCall = options.BatchSize;
        _rowLength = DimensionsOf(options).Aggregate(1, (product, size) => product * size);
    }

    public float[] Missing
    {
        get
        {
            var row = new float[_rowLength];
            row.AsSpan().Fill(float.NaN);
            return row;
        }
    }

    public IReadOnlyList<float[]> Score(ClipBatch clips) => _encoder.Use(encoder =>
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var features = Encode(encoder, clips.ToTensor().to(encoder.Device));
        var perVideo = features.view([clips.ReadableCount, clips.Shape.Views, -1]).mean([1]).cpu();
        return perVideo.data<float>().ToArray().Chunk(_rowLength).ToArray();
    });

    public void Dispose() => _encoder.Dispose();

    /// <summary>Dimensions of the features of one video.</summary>
    public static int[] DimensionsOf(VideoFeaturizationOptions options) => options.Embedding == VideoEmbedding.Pooled
        ? [options.Model.Width]
        : [options.Model.Video?.TokenFrames ?? options.EffectiveSampling.FrameCount, options.Model.Width];

    // All pixels are uploaded at once as bytes; the far larger floats and activations exist for one call of the model at a time.
    private torch.Tensor Encode(IVideoEncoder encoder, torch.Tensor bytes)
    {
        var views = bytes.flatten(0, 1);
        var parts = new List<torch.Tensor>();
        for (var first = 0L; first < views.shape[0]; first += _clipsPerCall)
        {
            var count = Math.Min(_clipsPerCall, views.shape[0] - first);
            using var scope = torch.NewDisposeScope();
            var clips = _normalization.Apply(views.narrow(0, first, count), encoder.Device);
            var features = _embedding == VideoEmbedding.Pooled ? encoder.Features(clips, _layer) : encoder.FrameFeatures(clips, _layer);
            parts.Add(features.MoveToOuterDisposeScope());
        }
        return parts.Count == 1 ? parts[0] : torch.cat(parts);
    }
}
