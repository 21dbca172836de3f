namespace Microsoft.ML.Umt.Training;

/// <summary>Which parameters weight decay pulls on: matrices do, biases, norms, scales and position tables do not (spec umt-single 5.1).</summary>
internal static class WeightDecayRule
{
    /// <summary>The names that finetuning spares beside the one-dimensional ones.</summary>
    public static IReadOnlySet<string> FinetuneSkips { get; } = new HashSet<string> { "pos_embed", "cls_token" };

    /// <summary>True when the parameter decays. Names of <paramref name="skips"/> must match whole.</summary>
    public static bool Decays(string name, int rank, IReadOnlySet<string> skips) =>
        rank != 1 && !name.EndsWith(".bias", StringComparison.Ordinal) && !skips.Contains(name);
}
