using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>When training ends before its last epoch. Needs validation videos.</summary>
public sealed class EarlyStoppingOptions
{
    /// <summary>Epochs without improvement of the validation loss after which training ends, 1 to 1000. Default 5.</summary>
    public int Patience { get; set => field = OptionGuard.InRange(value, 1, 1000); } = 5;

    /// <summary>By how much the validation loss must fall to count as an improvement, 0 to 10. Default 0.</summary>
    public double MinimumImprovement { get; set => field = OptionGuard.InRange(value, 0, 10); }

    internal EarlyStoppingOptions Clone() => (EarlyStoppingOptions)MemberwiseClone();
}
