namespace Microsoft.ML.Umt;

/// <summary>Type of the values that <see cref="VideoFrameExtractionTransformer"/> produces.</summary>
public enum FramePixelType
{
    /// <summary>A vector of <see cref="float"/>, scaled as the options say. The default.</summary>
    Single,

    /// <summary>A vector of <see cref="byte"/>, 0 to 255: a quarter of the memory, and what a cache should hold.</summary>
    Byte,
}
