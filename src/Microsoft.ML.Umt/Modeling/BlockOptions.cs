namespace Microsoft.ML.Umt.Modeling;

/// <summary>What one <see cref="Block"/> needs to know.</summary>
internal sealed record BlockOptions
{
    public required int Width { get; init; }

    public required int Heads { get; init; }

    public required double MlpRatio { get; init; }

    public required QkvBiasKind QkvBias { get; init; }

    public required double NormEpsilon { get; init; }

    public double LayerScale { get; init; }

    public double DropRate { get; init; }

    public double AttentionDropRate { get; init; }

    public double DropPathRate { get; init; }

    public int HiddenWidth => (int)(Width * MlpRatio);

    /// <summary>The linear rule: 0 at the first block, <paramref name="rate"/> at the last.</summary>
    public static double DropPathAt(double rate, int index, int depth) => depth == 1 ? 0 : rate * index / (depth - 1);
}
