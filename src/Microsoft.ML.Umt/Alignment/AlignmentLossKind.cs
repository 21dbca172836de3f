namespace Microsoft.ML.Umt;

/// <summary>How student and teacher features are compared (spec <c>umt-single</c>, section 4.1).</summary>
public enum AlignmentLossKind
{
    /// <summary>Mean of 2 − 2 cos: the squared distance of unit vectors. What trained the published models.</summary>
    L2,

    /// <summary>Mean squared error over the channels: <see cref="L2"/> divided by the number of channels when both sides have unit length.</summary>
    MeanSquaredError,

    /// <summary>Huber loss with β = 1 over the channels.</summary>
    SmoothL1,
}
