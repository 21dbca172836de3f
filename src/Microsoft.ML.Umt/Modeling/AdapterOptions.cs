namespace Microsoft.ML.Umt.Modeling;

/// <summary>How adapters are made.</summary>
/// <param name="Rank">Rank of each addition, at least 1.</param>
/// <param name="Alpha">The additions are multiplied by alpha / rank.</param>
/// <param name="DropRate">Dropout before the addition, in [0, 1).</param>
internal sealed record AdapterOptions(int Rank, double Alpha, double DropRate);
