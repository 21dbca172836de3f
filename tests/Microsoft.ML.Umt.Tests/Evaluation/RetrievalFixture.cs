using System.Text.Json;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Evaluation;

/// <summary>One retrieval case of the fixtures: scores, ground truth and the metrics that the reference prints.</summary>
internal sealed record RetrievalFixture(
    RetrievalMatches Matches, float[] Similarities, float[] VideoToText, float[] TextToVideo, int RerankCount,
    IReadOnlyDictionary<string, double> ByEmbeddings, IReadOnlyDictionary<string, double> Reranked)
{
    public static TheoryData<string> Files => [.. FixtureData.Files("retrieval", "*.safetensors"), .. FixtureData.Files("multi_tiny", "*.retrieval.safetensors")];

    public static RetrievalFixture Read(string file)
    {
        var config = FixtureData.Config(file);
        using var tensors = SafetensorsFile.Read(FixtureData.Path(file));
        float[] Values(string name) => tensors.Tensors[name].data<float>().ToArray();
        var rerankCount = config.GetProperty("k_test").GetInt32();
        if (!config.TryGetProperty("captions_per_video", out var captions))
        {
            return new RetrievalFixture(
                Pairs(config), Values("sim_video_to_text"), Values("rerank_video_to_text"), Values("rerank_text_to_video"), rerankCount,
                Metrics(config.GetProperty("metrics")), Metrics(config.GetProperty("metrics_reranked")));
        }
        var counts = captions.EnumerateArray().Select(count => count.GetInt32()).ToArray();
        var metrics = config.GetProperty("metrics");
        return new RetrievalFixture(
            RetrievalMatches.FromVideoOfText(counts.Length, [.. counts.SelectMany((count, video) => Enumerable.Repeat(video, count))]),
            Values("i2t_emb"), Values("i2t_rerank"), Values("t2i_rerank"), rerankCount, Metrics(metrics.GetProperty("emb")), Metrics(metrics.GetProperty("rerank")));
    }

    private static RetrievalMatches Pairs(JsonElement config)
    {
        var pairs = from entry in config.GetProperty("video_to_texts").EnumerateObject()
                    from text in entry.Value.ValueKind == JsonValueKind.Array ? entry.Value.EnumerateArray().ToArray() : [entry.Value]
                    select (int.Parse(entry.Name), text.GetInt32());
        return RetrievalMatches.FromPairs(config.GetProperty("videos").GetInt32(), config.GetProperty("texts").GetInt32(), pairs);
    }

    private static Dictionary<string, double> Metrics(JsonElement metrics) => metrics.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetDouble());
}
