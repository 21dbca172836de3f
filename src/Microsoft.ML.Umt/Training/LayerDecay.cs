using System.Globalization;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// Layer-wise learning-rate decay: layers near the input learn slower (spec umt-single 5.2). Layer 0 is the patch embedding with tokens and
/// positions, layer i + 1 is block i, everything behind the blocks has the last number and the full rate. Immutable.
/// </summary>
internal sealed class LayerDecay
{
    private static readonly string[] EmbeddingNames =
        ["cls_token", "mask_token", "pos_embed", "class_embedding", "positional_embedding", "temporal_positional_embedding"];
    private static readonly string[] EmbeddingPrefixes = ["patch_embed", "conv1"];
    private static readonly string[] BlockPrefixes = ["blocks.", "transformer.resblocks."];

    private readonly string _prefix;

    /// <summary>Creates the rule.</summary>
    /// <param name="decay">Factor from one layer to the one below it, above 0 and at most 1.</param>
    /// <param name="blocks">Number of transformer blocks.</param>
    /// <param name="prefix">What stands before the encoder's names, for example <c>encoder.</c>; other names have the last layer's number.</param>
    public LayerDecay(double decay, int blocks, string prefix = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(decay, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(blocks);
        _prefix = prefix;
        Scales = Enumerable.Range(0, blocks + 2).Select(layer => Math.Pow(decay, blocks + 1 - layer)).ToArray();
    }

    /// <summary>The factor on the learning rate of each layer; the last is 1.</summary>
    public IReadOnlyList<double> Scales { get; }

    /// <summary>The layer that a parameter belongs to.</summary>
    public int LayerOf(string name)
    {
        var last = Scales.Count - 1;
        if (!name.StartsWith(_prefix, StringComparison.Ordinal))
            return last;
        var inner = name[_prefix.Length..];
        if (EmbeddingNames.Contains(inner) || EmbeddingPrefixes.Any(p => inner.StartsWith(p, StringComparison.Ordinal)))
            return 0;
        foreach (var blockPrefix in BlockPrefixes)
        {
            if (!inner.StartsWith(blockPrefix, StringComparison.Ordinal))
                continue;
            var number = inner[blockPrefix.Length..].Split('.')[0];
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var block) && block + 1 < last)
                return block + 1;
            throw new ArgumentException($"'{name}' is in block '{number}', the model was said to have {last - 1} blocks.", nameof(name));
        }
        return last;
    }

    /// <summary>The factor on the learning rate of a parameter.</summary>
    public double ScaleOf(string name) => Scales[LayerOf(name)];
}
