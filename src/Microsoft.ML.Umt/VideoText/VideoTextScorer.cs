using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using TorchSharp;
using static System.Numerics.Tensors.TensorPrimitives;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Embeds batches of videos and compares each with the texts beside it (spec umt-multi 6). Thread-safe.</summary>
/// <param name="network">The model; owned.</param>
/// <param name="matching">Whether the matching head is asked too.</param>
internal sealed class VideoTextScorer(DeferredNetwork<VideoTextModel> network, bool matching) : IVideoBatchScorer<VideoTextRow>
{
    private readonly int _width = network.Look(model => model.Preset.Config.EmbeddingWidth);

    /// <summary>Whether rows have matching scores.</summary>
    public bool Matching { get; } = matching && network.Look(model => model.Preset.Config.Text.FusionLayers > 0);

    /// <summary>The learned number that similarities are divided by in multiple choice.</summary>
    public float Temperature { get; } = network.Look(model =>
    {
        using var scope = NewDisposeScope();
        return model.Module.temp.detach().to(ScalarType.Float32).item<float>();
    });

    public VideoTextRow Missing => new(TextFit.None(_width).Vector, [], []);

    public IReadOnlyList<VideoTextRow> Score(ClipBatch clips)
    {
        var texts = new List<IReadOnlyList<string>>();
        for (var i = 0; i < clips.Requests.Count; i++)
        {
            if (clips.FailureOf(i) is null)
                texts.Add(clips.Requests[i].Texts ?? []);
        }
        return network.Use(placed => Score(placed, placed.Normalization.Apply(clips.ToTensor(), placed.Device), texts));
    }

    /// <summary>Unit vectors of texts.</summary>
    public float[][] Embed(IReadOnlyList<string> texts, Action checkAlive) =>
    [
        .. texts.Chunk(256).SelectMany(part =>
        {
            checkAlive();
            return network.Use(placed => HostVectors.Rows(TextVectors.Of(placed, part).Units));
        }),
    ];

    public void Dispose() => network.Dispose();

    private VideoTextRow[] Score(PlacedNetwork<VideoTextModel> placed, Tensor clips, List<IReadOnlyList<string>> texts)
    {
        var (tokens, pooled) = placed.Module.EncodeVideo(clips);
        var units = VideoTextSimilarity.Unit(placed.Module.ProjectVideo(pooled));
        var means = HostVectors.Rows(units.mean([1]));
        var frames = HostVectors.Rows(units.flatten(0, 1)).Chunk((int)units.shape[1]).ToArray();
        var fits = Fit(placed, tokens, means, texts);
        return [.. means.Select((mean, i) => new VideoTextRow(mean, frames[i], fits[i]))];
    }

    private TextFit[][] Fit(PlacedNetwork<VideoTextModel> placed, Tensor tokens, float[][] means, List<IReadOnlyList<string>> texts)
    {
        var fits = texts.Select(row => row.Select(_ => TextFit.None(_width)).ToArray()).ToArray();
        // An empty text is ML.NET's missing value; an equal text is encoded once.
        var unique = texts.SelectMany(row => row).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        if (unique.Length == 0)
            return fits;
        var numbers = unique.Select((text, number) => (text, number)).ToDictionary(entry => entry.text, entry => entry.number, StringComparer.Ordinal);
        var encoded = TextVectors.Of(placed, unique);
        var vectors = HostVectors.Rows(encoded.Units);
        var pairs = new List<(int Video, int Place, int Text)>();
        for (var video = 0; video < texts.Count; video++)
        {
            for (var place = 0; place < texts[video].Count; place++)
            {
                if (texts[video][place].Length > 0)
                    pairs.Add((video, place, numbers[texts[video][place]]));
            }
        }
        var logits = Matching ? PairMatching.Logits(placed.Module, tokens, encoded, [.. pairs.Select(pair => (pair.Video, pair.Text))]) : null;
        for (var i = 0; i < pairs.Count; i++)
        {
            var (video, place, text) = pairs[i];
            var (no, yes) = logits is null ? (float.NaN, float.NaN) : (logits[i][0], logits[i][1]);
            fits[video][place] = TextFit.Of(vectors[text], Dot<float>(means[video], vectors[text]), no, yes);
        }
        return fits;
    }
}
