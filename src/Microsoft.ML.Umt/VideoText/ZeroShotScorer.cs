using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Probabilities of classes that are given by words: softmax of cosine over the learned temperature. Thread-safe.</summary>
/// <param name="network">The model; owned.</param>
/// <param name="classes">A unit vector for each class.</param>
internal sealed class ZeroShotScorer(DeferredNetwork<VideoTextModel> network, float[][] classes) : IVideoBatchScorer<float[]>
{
    public float[] Missing => [.. Enumerable.Repeat(float.NaN, classes.Length)];

    public IReadOnlyList<float[]> Score(ClipBatch clips) => network.Use(placed =>
    {
        var (_, pooled) = placed.Module.EncodeVideo(placed.Normalization.Apply(clips.ToTensor(), placed.Device));
        var texts = stack(classes.Select(vector => tensor(vector))).to(placed.Device);
        var cosines = VideoTextSimilarity.Cosine(placed.Module.ProjectVideo(pooled), texts);
        return HostVectors.Rows((cosines / placed.Module.temp.to(ScalarType.Float32)).softmax(1));
    });

    public void Dispose() => network.Dispose();

    /// <summary>One unit vector for each class: the mean over the templates.</summary>
    public static float[][] Classes(DeferredNetwork<VideoTextModel> network, IReadOnlyList<string> names, IReadOnlyList<string> templates) => network.Use(placed =>
    {
        string[] texts = [.. from name in names from template in templates select template.Replace("{0}", name, StringComparison.Ordinal)];
        var vectors = TextVectors.Of(placed, texts).Units.reshape(names.Count, templates.Count, -1);
        return HostVectors.Rows(VideoTextSimilarity.Unit(vectors.mean([1])));
    });
}
