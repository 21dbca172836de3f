namespace Microsoft.ML.Umt;

/// <summary>What <see cref="VideoFeaturizationTransformer"/> makes of the tokens of a clip.</summary>
public enum VideoEmbedding
{
    /// <summary>
    /// One vector of the model's width: what the classification head of the published models sees. A video model gives its mean token
    /// after the final norm, an image model the mean of its frames' class tokens. The default.
    /// </summary>
    Pooled,

    /// <summary>
    /// One vector per frame, <c>[frames, width]</c>, for components that learn from the order in time. A video model gives the mean token
    /// of each frame (of each tubelet), an image model each frame's class token.
    /// </summary>
    PerFrame,
}
