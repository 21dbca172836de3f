using System.Numerics.Tensors;

namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>The different videos and texts of a test, their embeddings, and which belong together. Filled row by row.</summary>
internal sealed class RetrievalItems(bool mergeEqualTexts, RetrievalSimilarity similarity)
{
    private const float SameEmbedding = 1e-3f;

    private readonly Dictionary<string, int> _videoNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _textNumbers = new(StringComparer.Ordinal);
    private readonly List<(int Video, int Text)> _pairs = [];

    public List<string> VideoKeys { get; } = [];

    public List<MLVideo?> Videos { get; } = [];

    public List<string> Texts { get; } = [];

    public EmbeddingTable? VideoEmbeddings { get; private set; }

    public EmbeddingTable? TextEmbeddings { get; private set; }

    public RetrievalMatches Matches => RetrievalMatches.FromPairs(VideoKeys.Count, Texts.Count, _pairs);

    /// <summary>Adds the video of a row, unless it is known, and gives its number. The embedding may be kept and changed.</summary>
    public int AddVideo(string key, MLVideo? video, float[] embedding, int frameLength, string where)
    {
        CheckFinite(embedding, $"{where}: the embedding of video '{key}'");
        var ready = frameLength == embedding.Length ? Prepared(embedding) : EmbeddingTable.MeanOfFrames(embedding, frameLength);
        VideoEmbeddings ??= new EmbeddingTable(ready.Length);
        if (_videoNumbers.TryGetValue(key, out var number))
        {
            // A video that stands in many rows was embedded many times; another video under its key would go unnoticed otherwise.
            var known = VideoEmbeddings[number];
            if (known.Length != ready.Length || TensorPrimitives.Distance(known, ready) > SameEmbedding * Math.Max(TensorPrimitives.Norm(known), float.Epsilon))
                throw new ArgumentException($"{where}: video '{key}' has another embedding than in its first row: two videos share this key, or frames were drawn at random.");
            return number;
        }
        Check(VideoEmbeddings, ready, where, "video");
        number = VideoKeys.Count;
        _videoNumbers.Add(key, number);
        VideoKeys.Add(key);
        Videos.Add(video);
        VideoEmbeddings.Add(ready);
        return number;
    }

    /// <summary>The number of a video that was added before.</summary>
    public int FindVideo(string key, string where) =>
        _videoNumbers.TryGetValue(key, out var number) ? number : throw new ArgumentException($"{where}: no row of the videos has the key '{key}' that this text belongs to.");

    /// <summary>Adds the text of a row as one that belongs to videos.</summary>
    public void AddText(string text, float[] embedding, IReadOnlyList<int> videos, string where)
    {
        if (mergeEqualTexts && _textNumbers.TryGetValue(text, out var number))
        {
            _pairs.AddRange(videos.Select(video => (video, number)));
            return;
        }
        CheckFinite(embedding, $"{where}: the embedding of text '{text}'");
        var ready = Prepared(embedding);
        TextEmbeddings ??= new EmbeddingTable(ready.Length);
        Check(TextEmbeddings, ready, where, "text");
        if (mergeEqualTexts)
            _textNumbers.Add(text, Texts.Count);
        _pairs.AddRange(videos.Select(video => (video, Texts.Count)));
        Texts.Add(text);
        TextEmbeddings.Add(ready);
    }

    private float[] Prepared(float[] embedding)
    {
        if (similarity == RetrievalSimilarity.Cosine)
            EmbeddingTable.Normalize(embedding);
        return embedding;
    }

    private static void Check(EmbeddingTable table, float[] embedding, string where, string what)
    {
        if (embedding.Length != table.Length)
            throw new ArgumentException($"{where}: this {what} embedding has {embedding.Length} values, those of earlier rows have {table.Length}.");
    }

    private static void CheckFinite(float[] embedding, string what)
    {
        if (embedding.Length == 0)
            throw new ArgumentException($"{what} is empty.");
        if (!Array.TrueForAll(embedding, float.IsFinite))
            throw new ArgumentException($"{what} holds NaN or infinity: most likely the video could not be read. Leave such rows out yourself, knowingly: the test is another one then.");
    }
}
