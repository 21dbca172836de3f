using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Pipeline;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// Features of clips from a frozen encoder: tokens are averaged over each of a few equal parts of the clip, then over the cells of a coarse grid or
/// over the whole frame, and all averages are put side by side, stream after stream. Over whole frames, a frame encoder also gives its class token.
/// Immutable; holds no native memory.
/// </summary>
internal sealed class FeatureExtractor(ClipNormalization normalization, NetworkDefinition network, FeaturePooling pooling)
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
        return [.. features.data<float>().ToArray().Chunk(width)];
    }

    /// <summary>Clips <c>[B, 3, T, H, W]</c> to features <c>[B, F]</c>.</summary>
    private Tensor Pool(Tensor clips, IVideoEncoder encoder)
    {
        if (pooling.Grid == 0 && !network.EncodesFrames)
            return OverSegments(encoder.FrameFeatures(clips, pooling.Layer)).flatten(1);
        var tokens = encoder.Tokens(clips, pooling.Layer);
        var frames = network.Video?.TokenFrames ?? clips.shape[2];
        var perSegment = OverSegments(tokens.view(tokens.shape[0], frames, tokens.shape[1] / frames, tokens.shape[2]));
        var patches = network.EncodesFrames ? perSegment.narrow(2, 1, perSegment.shape[2] - 1) : perSegment;
        return pooling.Grid == 0
            ? cat([perSegment.select(2, 0), patches.mean([2])], -1).flatten(1)
            : OverCells(patches).flatten(1);
    }

    /// <summary><c>[B, T', ...]</c> to <c>[B, segments, ...]</c>.</summary>
    private Tensor OverSegments(Tensor perFrame)
    {
        var frames = (int)perFrame.shape[1];
        return stack([.. Enumerable.Range(0, pooling.Segments).Select(segment =>
        {
            // With fewer frames than segments neighbours share a frame, so that no segment is empty.
            var start = Math.Min(segment * frames / pooling.Segments, frames - 1);
            var end = Math.Max(start + 1, (segment + 1) * frames / pooling.Segments);
            return perFrame.narrow(1, start, end - start).mean([1]);
        })], dim: 1);
    }

    /// <summary>Patches of square frames <c>[B, S, P, D]</c> to <c>[B, S, cells, D]</c>, row after row.</summary>
    private Tensor OverCells(Tensor patches)
    {
        var side = (int)Math.Sqrt(patches.shape[2]);
        var map = patches.reshape(patches.shape[0], patches.shape[1], side, side, patches.shape[3]);
        var cells =
            from row in Bounds(side)
            from column in Bounds(side)
            select map.narrow(2, row.Start, row.Length).narrow(3, column.Start, column.Length).mean([2, 3]);
        return stack(cells.ToArray(), dim: 2);
    }

    /// <summary>The grid's cells along one side, of nearly equal length; with fewer patches than cells neighbours share a patch.</summary>
    private IEnumerable<(int Start, int Length)> Bounds(int side)
    {
        for (var cell = 0; cell < pooling.Grid; cell++)
        {
            var start = Math.Min((int)Math.Round((double)cell * side / pooling.Grid), side - 1);
            var end = Math.Max(start + 1, (int)Math.Round((double)(cell + 1) * side / pooling.Grid));
            yield return (start, end - start);
        }
    }
}
