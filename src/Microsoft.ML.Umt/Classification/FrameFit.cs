namespace Microsoft.ML.Umt;

/// <summary>How a frame is brought to the square that the encoder expects.</summary>
public enum FrameFit
{
    /// <summary>The short side is resized and the middle cut out, as the published models are evaluated. Loses the ends of the long side.</summary>
    Crop,

    /// <summary>The whole frame is resized to the square, whatever its proportions. Loses nothing, changes the proportions.</summary>
    Squash,
}
