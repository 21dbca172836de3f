using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>Features of batches of videos, one clip each, by the pretrained encoder. Owns encoder and weights, as its transformer lives and dies with it. Thread-safe.</summary>
internal sealed class ClipEmbedder(DeferredEncoder encoder, SharedResource<PretrainedWeights> weights, ModelPreset preset) : IVideoBatchScorer<float[]>
{
    private readonly ClipNormalization _normalization = new(preset.Mean, preset.Std);

    public float[] Missing => [.. Enumerable.Repeat(float.NaN, preset.Width)];

    public IReadOnlyList<float[]> Score(ClipBatch clips) => encoder.Use(network =>
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var features = network.Features(_normalization.Apply(clips.ToTensor(), network.Device));
        return features.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray().Chunk(preset.Width).ToArray();
    });

    public void Dispose()
    {
        encoder.Dispose();
        weights.Dispose();
    }
}
