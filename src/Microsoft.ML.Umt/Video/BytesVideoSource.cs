namespace Microsoft.ML.Umt;

/// <summary>The bytes of a video file.</summary>
internal sealed record BytesVideoSource(ReadOnlyMemory<byte> Bytes) : VideoSource;
