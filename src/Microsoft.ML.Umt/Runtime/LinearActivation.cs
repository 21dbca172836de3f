namespace Microsoft.ML.Umt.Runtime;

/// <summary>What a linear layer applies to its output in the same pass.</summary>
internal enum LinearActivation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>GELU in its exact (erf) form.</summary>
    Gelu,

    /// <summary>SiLU, x · sigmoid(x). CLIP's QuickGELU is the same with a factor folded into the weights before and after.</summary>
    Silu,
}
