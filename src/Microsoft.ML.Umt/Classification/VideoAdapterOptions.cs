using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>The additions that <see cref="VideoTrainingDepth.Adapter"/> trains: low-rank matrices (LoRA) on query, value and output of every attention.</summary>
public sealed class VideoAdapterOptions
{
    /// <summary>Rank of the matrices, 1 to 1024: how much can be learned, and how much memory it takes. Default 8.</summary>
    public int Rank { get; set => field = OptionGuard.InRange(value, 1, 1024); } = 8;

    /// <summary>Weight of the additions: they are multiplied by alpha / rank; 0.01 to 10,000. Default 16.</summary>
    public double Alpha { get; set => field = OptionGuard.InRange(value, 0.01, 10_000); } = 16;

    /// <summary>Dropout before the additions, 0 to 0.9. Default 0.</summary>
    public double Dropout { get; set => field = OptionGuard.InRange(value, 0, 0.9); }

    internal VideoAdapterOptions Clone() => (VideoAdapterOptions)MemberwiseClone();
}
