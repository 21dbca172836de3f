using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Saved form of the options that several components share. Each begins with its own version, so that components need not change together.</summary>
internal static class SavedOptions
{
    private const int Version = 1;

    public static void Write(this ModelWriter writer, VideoReadingOptions options)
    {
        writer.Write(Version);
        writer.Write(options.Workers);
        writer.Write(options.PrefetchBatches);
        writer.Write(options.UnreadableVideos);
        writer.Write(options.ErrorColumnName);
        WriteDecode(writer, options.Decode);
    }

    public static VideoReadingOptions ReadVideoReadingOptions(this ModelReader reader)
    {
        reader.ReadVersion(Version, nameof(VideoReadingOptions));
        return new VideoReadingOptions
        {
            Workers = reader.ReadNullableInt32(),
            PrefetchBatches = reader.ReadInt32(),
            UnreadableVideos = reader.ReadEnum<UnreadableVideos>(),
            ErrorColumnName = reader.ReadRequiredString(),
            Decode = ReadDecode(reader),
        };
    }

    public static void Write(this ModelWriter writer, FrameSamplingOptions options)
    {
        writer.Write(Version);
        writer.Write(options.Strategy);
        writer.Write(options.FrameCount);
        writer.Write(options.Stride);
        writer.Write(options.FramesPerSecond);
        writer.Write(options.TemporalViews);
    }

    public static FrameSamplingOptions ReadFrameSamplingOptions(this ModelReader reader)
    {
        reader.ReadVersion(Version, nameof(FrameSamplingOptions));
        return new FrameSamplingOptions
        {
            Strategy = reader.ReadEnum<FrameSampling>(),
            FrameCount = reader.ReadInt32(),
            Stride = reader.ReadInt32(),
            FramesPerSecond = reader.ReadDouble(),
            TemporalViews = reader.ReadInt32(),
        };
    }

    /// <exception cref="FormatException">The part was written by a newer version of this library.</exception>
    public static int ReadVersion(this ModelReader reader, int newest, string what)
    {
        var version = reader.ReadInt32();
        return version >= 1 && version <= newest
            ? version
            : throw new FormatException($"The model holds version {version} of {what}; this version of Microsoft.ML.Umt reads up to {newest}. Update the package.");
    }

    private static void WriteDecode(ModelWriter writer, VideoDecodeOptions options)
    {
        writer.Write(options.MaxFileBytes);
        writer.Write(options.MaxPixelsPerFrame);
        writer.Write(options.MaxFrames);
        writer.Write(options.MaxDecodedBytes);
        writer.Write(options.MaxDuration);
        writer.Write(options.Timeout);
        writer.Write(options.ScaleShortSide);
        writer.Write(options.Tolerant);
        // The places of folders, which earlier models hold. They belong to a machine, not to a model.
        writer.Write((string?)null);
        writer.Write((string?)null);
    }

    private static VideoDecodeOptions ReadDecode(ModelReader reader)
    {
        var options = new VideoDecodeOptions
        {
            MaxFileBytes = reader.ReadInt64(),
            MaxPixelsPerFrame = reader.ReadInt64(),
            MaxFrames = reader.ReadInt32(),
            MaxDecodedBytes = reader.ReadInt64(),
            MaxDuration = reader.ReadTimeSpan(),
            Timeout = reader.ReadTimeSpan(),
            ScaleShortSide = reader.ReadNullableInt32(),
            Tolerant = reader.ReadBoolean(),
        };
        // Never taken from a file: whoever gives away a model would choose the program that its user starts.
        _ = reader.ReadString();
        _ = reader.ReadString();
        return options;
    }
}
