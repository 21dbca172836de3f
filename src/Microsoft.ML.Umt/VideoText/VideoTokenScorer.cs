using System.Runtime.InteropServices;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Encodes batches of videos to the tokens that texts are read beside: for each the values <c>[N, D]</c> of its tokens. Thread-safe.</summary>
/// <param name="network">The model; stays the giver's.</param>
internal sealed class VideoTokenScorer(DeferredNetwork<VideoTextModel> network) : IVideoBatchScorer<float[]>
{
    public float[] Missing => [];

    public IReadOnlyList<float[]> Score(ClipBatch clips) => network.Use(placed =>
    {
        var tokens = placed.Module.EncodeVideo(placed.Normalization.Apply(clips.ToTensor(), placed.Device)).Tokens;
        var onHost = tokens.to(ScalarType.Float32).cpu().contiguous();
        var values = MemoryMarshal.Cast<byte, float>(onHost.bytes);
        var length = values.Length / (int)onHost.shape[0];
        var rows = new float[onHost.shape[0]][];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = values.Slice(i * length, length).ToArray();
        return rows;
    });

    public void Dispose()
    {
    }
}
