namespace Microsoft.ML.Umt;

/// <summary>What the encoder is shown of a video.</summary>
[Flags]
public enum ClipStreams
{
    /// <summary>The sampled frames as they are: appearance.</summary>
    Frames = 1,

    /// <summary>
    /// Differences between each sampled frame and the one a tenth of a second later, on mid-grey: motion. Lets an encoder of single pictures see
    /// what moves, and keeps the background out of what it learns.
    /// </summary>
    Differences = 2,

    /// <summary>Both, with their features side by side.</summary>
    FramesAndDifferences = Frames | Differences,
}
