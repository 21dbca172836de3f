using System.Collections.Frozen;
using Microsoft.ML.Umt.VideoText;

namespace Microsoft.ML.Umt;

/// <summary>Every recipe on videos and words that the library knows by name: those of the authors. Thread-safe.</summary>
public static class VideoTextRecipes
{
    /// <summary>All recipes: pretraining, finetuning by data set, zero-shot evaluation.</summary>
    public static IReadOnlyList<VideoTextRecipe> All { get; } = [.. PublishedRecipes.Pretraining, .. PublishedRecipes.Finetuning, .. PublishedRecipes.ZeroShot];

    private static readonly FrozenDictionary<string, VideoTextRecipe> ByName = All.ToFrozenDictionary(recipe => recipe.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The recipe of that name; case does not matter.</summary>
    /// <exception cref="ArgumentException">There is no such recipe; the message lists the names there are.</exception>
    public static VideoTextRecipe Get(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return ByName.TryGetValue(name, out var recipe)
            ? recipe
            : throw new ArgumentException($"There is no video-text recipe '{name}'. Known: {string.Join(", ", All.Select(known => known.Name))}.", nameof(name));
    }
}
