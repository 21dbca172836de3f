namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Reads the clips of one video as bytes. Thread-safe: several workers share one reader.</summary>
internal interface IClipReader
{
    ClipShape Shape { get; }

    /// <summary>Fills <paramref name="destination"/>, <see cref="ClipShape.Bytes"/> long.</summary>
    /// <exception cref="VideoDecodeException">The video cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no child process is left.</exception>
    void Read(MLVideo video, int seed, Span<byte> destination, CancellationToken cancellationToken);
}
