namespace Microsoft.ML.Umt;

/// <summary>When two pairs of a training show the same thing, so that neither's text is wrong for the other's video.</summary>
public enum PairIdentity
{
    /// <summary>When they have the same video (the same file and time window).</summary>
    Video,

    /// <summary>When they have the same caption, for data where one text describes many videos.</summary>
    Caption,
}
