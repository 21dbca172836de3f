namespace Microsoft.ML.Umt.Modeling;

/// <summary>How the tokens of a clip become one feature vector.</summary>
public enum TokenPooling
{
    /// <summary>Mean over all tokens, then a layer norm (<c>fc_norm</c>). What every published model uses.</summary>
    Mean,

    /// <summary>
    /// A layer norm (<c>norm</c>), then the first token. A UMT model has no class token, so this is the first patch of the first frame.
    /// </summary>
    FirstToken,
}
