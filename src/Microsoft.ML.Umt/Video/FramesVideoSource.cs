namespace Microsoft.ML.Umt;

/// <summary>Decoded pixels, <c>[Count, Height, Width, 3]</c>, red first.</summary>
internal sealed record FramesVideoSource(ReadOnlyMemory<byte> Pixels, int Count, int Height, int Width, double FrameRate) : VideoSource;
