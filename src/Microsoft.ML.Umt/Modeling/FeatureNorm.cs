namespace Microsoft.ML.Umt.Modeling;

/// <summary>How teacher and student features are scaled before they are compared.</summary>
public enum FeatureNorm
{
    /// <summary>Divided by their L2 norm over the channels, without an epsilon. What every published recipe uses.</summary>
    L2,

    /// <summary>Left as they are.</summary>
    None,
}
