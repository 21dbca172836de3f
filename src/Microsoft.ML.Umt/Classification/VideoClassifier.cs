using Microsoft.ML.Umt.Evaluation;
using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Pipeline;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// Class probabilities of batches of videos: softmax of every view, then the mean over the views. Thread-safe; the encoder is made on first use.
/// </summary>
internal sealed class VideoClassifier : IVideoBatchScorer<float[]>
{
    private readonly ClassifierSettings _settings;
    private readonly Network _network;
    private readonly LinearHead? _head;
    private readonly DeviceRequest _device;
    private readonly ClipNormalization _normalization;
    private readonly FeatureExtractor? _extractor;
    private int _disposed;

    /// <param name="settings">What the classifier is.</param>
    /// <param name="network">A share of the network, from now on owned by this object.</param>
    /// <param name="head">The classifier on the network's features; null when the network classifies by itself.</param>
    /// <param name="device">Where to compute.</param>
    public VideoClassifier(ClassifierSettings settings, Network network, LinearHead? head, DeviceRequest device)
    {
        _settings = settings;
        _network = network;
        _head = head;
        _device = device;
        _normalization = settings.Network.CreateNormalization();
        _extractor = head is null ? null : settings.CreateExtractor();
        Missing = [.. Enumerable.Repeat(float.NaN, settings.ClassNames.Count)];
    }

    public float[] Missing { get; }

    public LinearHead? Head => _head;

    public Network Network => _network;

    public IReadOnlyList<float[]> Score(ClipBatch clips)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, typeof(VideoClassificationTransformer));
        return _network.Use(_device, _settings.Precision, encoder => _head is null ? ScoreClips(clips, encoder) : ScoreFeatures(clips, encoder));
    }

    /// <summary>Class probabilities from the features of all variants of a video.</summary>
    public float[] ScoreFeatures(ReadOnlySpan<float> features)
    {
        var variants = features.Length / _head!.Features;
        var logits = new float[variants * _head.Classes];
        for (var i = 0; i < variants; i++)
            _head.Logits(features.Slice(i * _head.Features, _head.Features), logits.AsSpan(i * _head.Classes, _head.Classes));
        return Merge(logits, variants);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _network.Dispose();
    }

    private float[][] ScoreFeatures(ClipBatch clips, IVideoEncoder encoder) =>
        [.. _extractor!.Extract(clips, encoder).Select(features => ScoreFeatures(features))];

    private float[][] ScoreClips(ClipBatch clips, IVideoEncoder encoder)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var bytes = clips.ToTensor();
        var views = clips.Shape.Views;
        var parts = new List<Tensor>();
        for (var view = 0; view < views; view++)
        {
            using var inner = NewDisposeScope();
            parts.Add(encoder.Logits(_normalization.Apply(bytes.select(1, view), encoder.Device)).cpu().MoveToOuterDisposeScope());
        }
        var logits = stack(parts, dim: 1).contiguous().data<float>().ToArray();
        return [.. logits.Chunk(views * _settings.ClassNames.Count).Select(row => Merge(row, views))];
    }

    private float[] Merge(float[] logits, int views)
    {
        var probabilities = new float[_settings.ClassNames.Count];
        ViewMerge.Merge(logits, views, probabilities);
        return probabilities;
    }
}
