using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>The losses of a step, before their weights; null where a loss was not computed. The tensors are the receiver's.</summary>
internal sealed record VideoTextLosses
{
    /// <summary>The weighted sum, which is differentiated; 0 without gradient when nothing was computed.</summary>
    public required Tensor Total { get; init; }

    /// <summary>UTA.</summary>
    public Tensor? Alignment { get; init; }

    /// <summary>VTC.</summary>
    public Tensor? Contrastive { get; init; }

    /// <summary>VTM.</summary>
    public Tensor? Matching { get; init; }

    /// <summary>MLM; null as well when no word happened to be hidden.</summary>
    public Tensor? MaskedLanguage { get; init; }

    public MatchingOutcome MatchingOutcome { get; init; }
}
