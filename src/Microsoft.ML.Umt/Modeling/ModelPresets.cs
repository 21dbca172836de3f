using System.Collections.Frozen;
using static Microsoft.ML.Umt.Modeling.UmtPresets;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Every model that the library knows by name. Thread-safe.</summary>
public static class ModelPresets
{
    /// <summary>The smallest video model: 16 frames of 64 x 64; trains from scratch on a CPU in a minute or two.</summary>
    public const string SmallestVideo = "umt-xs8";

    private static readonly FrozenDictionary<string, ModelPreset> ByName =
        Published.Concat(Small).Concat(ImagePresets.All).ToFrozenDictionary(preset => preset.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All presets, ordered by name.</summary>
    public static IReadOnlyList<ModelPreset> All { get; } = [.. ByName.Values.OrderBy(preset => preset.Name, StringComparer.Ordinal)];

    /// <summary>The preset of that name; case does not matter.</summary>
    /// <exception cref="ArgumentException">There is no such preset; the message lists the names there are.</exception>
    public static ModelPreset Get(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return ByName.TryGetValue(name, out var preset)
            ? preset
            : throw new ArgumentException($"There is no model preset '{name}'. Known: {string.Join(", ", All.Select(known => known.Name))}.", nameof(name));
    }
}
