namespace Microsoft.ML.Umt.Modeling;

/// <summary>Which of query, key and value have a bias, and under which parameter names.</summary>
internal enum QkvBiasKind
{
    /// <summary>None of them.</summary>
    None,

    /// <summary>Parameters <c>q_bias</c> and <c>v_bias</c>; the key's bias is the constant 0 (UMT and VideoMAE).</summary>
    QueryAndValue,

    /// <summary>One parameter <c>qkv.bias</c> for all three (timm).</summary>
    Full,
}
