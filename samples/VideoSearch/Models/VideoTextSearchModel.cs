using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Umt;

namespace VideoSearch.Models;

/// <summary>The library's video-text transformer, loaded from a saved ML.NET model.</summary>
internal sealed class VideoTextSearchModel : ISearchModel
{
    private readonly ITransformer _loaded;
    private readonly VideoTextTransformer _transformer;

    private VideoTextSearchModel(ITransformer loaded, VideoTextTransformer transformer, string name, string fingerprint)
    {
        (_loaded, _transformer) = (loaded, transformer);
        (Name, Fingerprint) = (name, fingerprint);
    }

    public string Name { get; }

    public string Note { get; init; } = "";

    public IReadOnlyList<string> Examples { get; init; } = [];

    public string Fingerprint { get; }

    public int Dimension => _transformer.EmbeddingWidth;

    public bool CanMatch => _transformer.HasMatching;

    /// <summary>Loads a model.</summary>
    /// <param name="path">The .zip that <c>mlContext.Model.Save</c> has written.</param>
    /// <param name="gpu">Number of the GPU; null for the CPU.</param>
    /// <param name="note">What a user should know about the model.</param>
    /// <param name="examples">Searches to offer.</param>
    /// <exception cref="ArgumentException">There is no such file, or no video-text transformer in it.</exception>
    public static VideoTextSearchModel Load(string path, int? gpu, string note = "", IReadOnlyList<string>? examples = null)
    {
        if (!File.Exists(path))
            throw new ArgumentException($"There is no model '{path}'. Save one with mlContext.Model.Save(model, schema, \"{Path.GetFileName(path)}\").");
        var mlContext = new MLContext { GpuDeviceId = gpu };
        // Nothing has to be registered: the model names the package that it needs.
        var loaded = mlContext.Model.Load(path, out _);
        var transformer = loaded as VideoTextTransformer ?? (loaded as TransformerChain<ITransformer>)?.OfType<VideoTextTransformer>().LastOrDefault();
        if (transformer is null)
        {
            (loaded as IDisposable)?.Dispose();
            throw new ArgumentException($"The model '{path}' has no video-text transformer. Train one with mlContext.Umt().Trainers.VideoText, or load a checkpoint with mlContext.Umt().ScoreVideoText.");
        }
        using var file = File.OpenRead(path);
        string fingerprint = Convert.ToHexStringLower(SHA256.HashData(file));
        return new VideoTextSearchModel(loaded, transformer, Path.GetFileNameWithoutExtension(path), fingerprint) { Note = note, Examples = examples ?? [] };
    }

    public float[] EmbedText(string text) => _transformer.EmbedTexts([text])[0];

    public IReadOnlyList<EmbeddedVideo> EmbedVideos(IReadOnlyList<MLVideo> videos, CancellationToken cancellationToken) =>
        OneByOneIfNeeded(videos, some => [.. _transformer.EmbedVideos(some, cancellationToken).Select(ToEmbedded)], EmbeddedVideo.Unreadable);

    public IReadOnlyList<float> Match(string text, IReadOnlyList<MLVideo> videos, CancellationToken cancellationToken) =>
        OneByOneIfNeeded(videos, some => [.. _transformer.Match(text, some, cancellationToken).Select(match => match.Error is null ? match.Probability : float.NaN)], _ => float.NaN);

    public void Dispose() => (_loaded as IDisposable)?.Dispose();

    private static EmbeddedVideo ToEmbedded(VideoTextEmbedding video) => video.Error is { } error
        ? EmbeddedVideo.Unreadable(error)
        : new EmbeddedVideo(video.Values.ToArray(), [.. video.Frames.Select(frame => new EmbeddedFrame(frame.Time, frame.Values.ToArray()))], null);

    // A model says itself whether an unreadable video is a missing result or an exception; here it is always a result, and the others are not lost with it.
    private static IReadOnlyList<T> OneByOneIfNeeded<T>(IReadOnlyList<MLVideo> videos, Func<IReadOnlyList<MLVideo>, IReadOnlyList<T>> compute, Func<string, T> unreadable)
    {
        try
        {
            return compute(videos);
        }
        catch (VideoDecodeException error) when (videos.Count == 1)
        {
            return [unreadable(error.InnerException is VideoDecodeException cause ? cause.Reason : error.Reason)];
        }
        catch (VideoDecodeException)
        {
            return [.. videos.Select(video => OneByOneIfNeeded([video], compute, unreadable)[0])];
        }
    }
}
