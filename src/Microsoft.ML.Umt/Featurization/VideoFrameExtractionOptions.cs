namespace Microsoft.ML.Umt;

/// <summary>Options of <see cref="VideoFrameExtractionEstimator"/>.</summary>
public sealed class VideoFrameExtractionOptions
{
    /// <summary>Which frames are taken. One clip is extracted per temporal view. Default: 8 frames, sparse, one view.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public FrameSamplingOptions Sampling
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Sampling));
    } = new();

    /// <summary>Height and width of the frames in pixels, 1 to 4096: the short side is resized to it, the long side cropped. Default 224.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 4096.</exception>
    public int ImageSize
    {
        get;
        set => field = value is >= 1 and <= 4096 ? value : throw OutOfRange(nameof(ImageSize), value, "1 to 4096");
    } = 224;

    /// <summary>Crops along the long side, 1 to 16; one is the centre. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 16.</exception>
    public int SpatialCrops
    {
        get;
        set => field = value is >= 1 and <= 16 ? value : throw OutOfRange(nameof(SpatialCrops), value, "1 to 16");
    } = 1;

    /// <summary>Type of the values. Default <see cref="FramePixelType.Single"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public FramePixelType PixelType
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw OutOfRange(nameof(PixelType), value, "one of the named values");
    } = FramePixelType.Single;

    /// <summary>Subtracted from each pixel of 0 to 255, with <see cref="FramePixelType.Single"/> only. Any finite number. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public float Offset
    {
        get;
        set => field = float.IsFinite(value) ? value : throw OutOfRange(nameof(Offset), value, "finite");
    }

    /// <summary>Then multiplied with each pixel, with <see cref="FramePixelType.Single"/> only. Finite and not 0. Default 1/255, which gives values of 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0 or not finite.</exception>
    public float Scale
    {
        get;
        set => field = float.IsFinite(value) && value != 0 ? value : throw OutOfRange(nameof(Scale), value, "finite and not 0");
    } = 1f / 255;

    /// <summary>How videos are read. Default: one worker per processor, unreadable videos throw.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public VideoReadingOptions Reading
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Reading));
    } = new();

    internal VideoFrameExtractionOptions Clone()
    {
        var copy = (VideoFrameExtractionOptions)MemberwiseClone();
        copy.Sampling = Sampling.Clone();
        copy.Reading = Reading.Clone();
        return copy;
    }

    private static ArgumentOutOfRangeException OutOfRange(string name, object value, string range) =>
        new(name, value, $"{nameof(VideoFrameExtractionOptions)}.{name} must be {range}.");
}
