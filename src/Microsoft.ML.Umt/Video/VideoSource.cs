namespace Microsoft.ML.Umt;

/// <summary>Where the content of an <see cref="MLVideo"/> comes from.</summary>
internal abstract record VideoSource;

/// <summary>A file of this machine.</summary>
internal sealed record FileVideoSource(string Path) : VideoSource;

/// <summary>The bytes of a video file.</summary>
internal sealed record BytesVideoSource(ReadOnlyMemory<byte> Bytes) : VideoSource;

/// <summary>A stream that delivers a video file.</summary>
internal sealed record StreamVideoSource(Func<Stream> Open) : VideoSource;

/// <summary>Decoded pixels, <c>[Count, Height, Width, 3]</c>, red first.</summary>
internal sealed record FramesVideoSource(ReadOnlyMemory<byte> Pixels, int Count, int Height, int Width, double FrameRate) : VideoSource;
