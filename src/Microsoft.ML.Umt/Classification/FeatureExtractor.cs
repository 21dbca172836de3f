using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Pipeline;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// Features of clips from a frozen encoder: every token frame becomes a vector, the vectors of each of a few equal parts of the clip are averaged,
/// and parts and streams are put side by side. A frame encoder gives each frame's class token and mean patch, a video encoder its mean token.
/// Immutable; holds no native memory.
/// </summary>
internal sealed class FeatureExtractor(ClipNormalization normalization, bool encodesFrames, int segments, int streams)
{
    /// <summary>Features of all variants of the batch's readable videos, one array per video, the variants one after the other.</summary>
    public IReadOnlyList<float[]> Extract(ClipBatch clips, IVideoEncoder encoder)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var bytes = clips.ToTensor();
        var parts = new List<Tensor>();
        // View by view: the activations of all views at once would take many times the memory and no less time.
        for (var view = 0; view < clips.Shape.Views; view++)
        {
            using var inner = NewDisposeScope();
            var input = normalization.Apply(bytes.select(1, view), encoder.Device);
            parts.Add(Pool(input, encoder).cpu().MoveToOuterDisposeScope());
        }
        var features = stack(parts, dim: 1).contiguous();
        var width = (int)(features.shape[1] * features.shape[2]);
        var values = features.data<float>();
        var rows = new float[clips.ReadableCount][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new float[width];
            values.CopyTo(rows[i], 0, i * width);
        }
        return rows;
    }

    /// <summary>Length of the features of one variant.</summary>
    public int FeatureCount(IVideoEncoder encoder) => streams * segments * (encodesFrames ? 2 : 1) * encoder.Width;

    private Tensor Pool(Tensor clips, IVideoEncoder encoder)
    {
        using var scope = NewDisposeScope();
        var perFrame = encodesFrames ? ClassAndPatches(clips, encoder) : encoder.FrameFeatures(clips);
        var frames = (int)perFrame.shape[1];
        var means = Enumerable.Range(0, segments).Select(segment =>
        {
            // With fewer frames than segments neighbours share a frame, so that no segment is empty.
            var start = Math.Min(segment * frames / segments, frames - 1);
            var end = Math.Max(start + 1, (segment + 1) * frames / segments);
            return perFrame.narrow(1, start, end - start).mean([1]);
        });
        return cat(means.ToArray(), 1).MoveToOuterDisposeScope();
    }

    private static Tensor ClassAndPatches(Tensor clips, IVideoEncoder encoder)
    {
        var frames = clips.shape[2];
        var tokens = encoder.Tokens(clips);
        var perFrame = tokens.view(tokens.shape[0], frames, tokens.shape[1] / frames, tokens.shape[2]);
        var patches = perFrame.narrow(2, 1, perFrame.shape[2] - 1);
        return cat([perFrame.select(2, 0), patches.mean([2])], -1);
    }
}
