using System.Numerics.Tensors;
using System.Text;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>What a record may hold, checked when it comes in: whatever was let in can be written to a file and read again.</summary>
internal static class RecordLimits
{
    public const int MostKeyBytes = 1024;
    public const int MostTextBytes = 32_768;
    public const int MostPairs = 64;
    public const int MostNameBytes = 256;
    public const int MostMetadataBytes = 65_536;
    public const int MostFrames = 65_536;
    public const int MostFrameValues = 1 << 24;

    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The key is empty, too long or no valid text.</exception>
    public static string CheckKey(string? key)
    {
        if (string.IsNullOrEmpty(key))
            throw new ArgumentException("A video needs a key: a text that no other video of the index has, for example its path.", nameof(key));
        CheckText(key, "key", key, MostKeyBytes);
        foreach (var character in key)
        {
            if (char.IsControl(character))
                throw new ArgumentException($"The key '{Shortened(key)}' holds the control character U+{(int)character:X4}; remove it.", nameof(key));
        }
        return key;
    }

    /// <summary>Checks all of a record but the values of its embedding.</summary>
    /// <exception cref="ArgumentException">Something is missing, too long, or of the wrong length.</exception>
    public static void Check(VideoRecord record, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(record);
        var key = CheckKey(record.Key);
        // Text for the message is made only if it is needed: this runs for every row.
        if (record.Embedding.Length != dimensions)
            CheckLength(record.Embedding.Length, dimensions, $"The embedding of '{Shortened(key)}'");
        CheckText(key, nameof(record.Path), record.Path, MostTextBytes);
        CheckText(key, nameof(record.Title), record.Title, MostTextBytes);
        CheckMetadata(key, record.Metadata);
        CheckFrames(key, record.Frames, dimensions);
    }

    public static void CheckLength(int found, int expected, string what)
    {
        if (found != expected)
            throw new ArgumentException($"{what} has {found} values, but the index has {expected} dimensions. Use the model that the index was built with, or build it anew.");
    }

    /// <exception cref="ArgumentException">A value is not finite, or too large for the storage.</exception>
    public static void CheckValues(ReadOnlySpan<float> values, EmbeddingStorage storage, string what)
    {
        // The largest magnitude is NaN as soon as one value is.
        var largest = values.IsEmpty ? 0 : TensorPrimitives.MaxMagnitude(values);
        if (!float.IsFinite(largest))
            throw new ArgumentException($"{what} holds a value that is not a finite number, as the row of an unreadable video does. Leave it out.");
        if (storage == EmbeddingStorage.Float16 && Math.Abs(largest) > 65_504)
            throw new ArgumentException($"{what} holds the value {largest}, too large for 16 bits (65504 at most). Use {nameof(EmbeddingStorage)}.{nameof(EmbeddingStorage.Float32)}.");
    }

    public static string Shortened(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 77), "...");

    private static void CheckMetadata(string key, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count > MostPairs)
            throw new ArgumentException($"The video '{Shortened(key)}' has {metadata.Count} metadata; {MostPairs} at most are kept.");
        var total = 0;
        foreach (var (name, value) in metadata)
        {
            if (string.IsNullOrEmpty(name))
                throw new ArgumentException($"The video '{Shortened(key)}' has metadata without a name.");
            total += CheckText(key, "name of metadata", name, MostNameBytes) + CheckText(key, $"metadata '{Shortened(name)}'", value ?? throw new ArgumentException($"The metadata '{Shortened(name)}' of the video '{Shortened(key)}' is null; leave it out."), MostMetadataBytes);
        }
        if (total > MostMetadataBytes)
            throw new ArgumentException($"The metadata of the video '{Shortened(key)}' take {total} bytes; {MostMetadataBytes} at most are kept.");
    }

    private static void CheckFrames(string key, IReadOnlyList<VideoFrameEmbedding> frames, int dimensions)
    {
        if (frames.Count > MostFrames)
            throw new ArgumentException($"The video '{Shortened(key)}' has {frames.Count} frame embeddings; {MostFrames} at most are kept.");
        if ((long)frames.Count * dimensions > MostFrameValues)
            throw new ArgumentException($"The {frames.Count} frame embeddings of the video '{Shortened(key)}' have {(long)frames.Count * dimensions} values; {MostFrameValues} at most are kept. Leave frames out.");
        foreach (var frame in frames)
        {
            if (frame is null || frame.Time < TimeSpan.Zero)
                throw new ArgumentException($"A frame of the video '{Shortened(key)}' is null or has a negative time.");
            if (frame.Embedding.Length != dimensions)
                CheckLength(frame.Embedding.Length, dimensions, $"A frame embedding of '{Shortened(key)}'");
        }
    }

    private static int CheckText(string key, string what, string? text, int mostBytes)
    {
        if (text is null)
            return 0;
        int bytes;
        try
        {
            bytes = Utf8.GetByteCount(text);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException($"The {what} of the video '{Shortened(key)}' is not valid Unicode: {error.Message}", error);
        }
        // PostgreSQL keeps no zero character in a text; refusing it everywhere keeps the back ends alike.
        if (text.Contains('\0'))
            throw new ArgumentException($"The {what} of the video '{Shortened(key)}' holds a zero character; remove it.");
        return bytes <= mostBytes ? bytes : throw new ArgumentException($"The {what} of the video '{Shortened(key)}' takes {bytes} bytes; {mostBytes} at most are kept.");
    }
}
