using System.Globalization;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Classification;

/// <summary>A feature cache seen through one way of computing features: knows the keys of a video's variants. Thread-safe.</summary>
internal sealed class FeatureMemory
{
    private readonly VideoFeatureCache _cache;
    private readonly string _recipe;
    private readonly int _clips;
    private readonly IReadOnlyList<ClipVariant> _variants;

    private FeatureMemory(VideoFeatureCache cache, string recipe, int clips, IReadOnlyList<ClipVariant> variants) =>
        (_cache, _recipe, _clips, _variants) = (cache, recipe, clips, variants);

    /// <summary>For the variants that are scored; null when nothing is known about the weights.</summary>
    public static FeatureMemory? ForEvaluation(VideoFeatureCache cache, ClassifierSettings settings, string? networkIdentity)
    {
        var clips = settings.Sampling.CreateEvaluationSampler().ViewCount;
        return Create(cache, settings, networkIdentity, clips, settings.EvaluationVariants());
    }

    /// <summary>For the given variants of <paramref name="clips"/> clips in time; null when nothing is known about the weights.</summary>
    public static FeatureMemory? Create(VideoFeatureCache cache, ClassifierSettings settings, string? networkIdentity, int clips, IReadOnlyList<ClipVariant> variants)
    {
        if (networkIdentity is null)
            return null;
        var sampling = settings.Sampling;
        // The first number counts up when pixels or pooling change, so that a cache on disk does not answer with yesterday's features.
        var recipe = string.Create(CultureInfo.InvariantCulture,
            $"features 2|{networkIdentity}|{settings.Network.ToJson()}|{settings.Precision}|{settings.FrameFit} {settings.SpatialCrops}|{settings.Streams}|{settings.Pooling}|{sampling.Strategy} {sampling.FrameCount} {sampling.Stride} {sampling.FramesPerSecond:R}|{settings.Reading.Decode.ScaleShortSide} {settings.Reading.Decode.Tolerant}");
        return new FeatureMemory(cache, recipe, clips, variants);
    }

    /// <summary>The features of all variants, one after the other; null unless all are known.</summary>
    public float[]? Find(MLVideo video)
    {
        if (VideoIdentity.Of(video) is not { } identity)
            return null;
        var all = new List<float>();
        foreach (var variant in _variants)
        {
            if (_cache.Find(KeyOf(identity, variant)) is not { } features)
                return null;
            all.AddRange(features);
        }
        return [.. all];
    }

    /// <summary>Keeps the features of all variants, one after the other.</summary>
    public void Add(MLVideo video, float[] features)
    {
        if (VideoIdentity.Of(video) is not { } identity)
            return;
        var width = features.Length / _variants.Count;
        for (var i = 0; i < _variants.Count; i++)
            _cache.Add(KeyOf(identity, _variants[i]), features[(i * width)..((i + 1) * width)]);
    }

    private string KeyOf(string identity, ClipVariant variant) =>
        string.Create(CultureInfo.InvariantCulture, $"{_recipe}|{identity}|clip {variant.Clip} of {_clips}, crop {variant.Crop}, mirrored {variant.Mirrored}, varied {variant.VariationSeed}");
}
