namespace Microsoft.ML.Umt;

/// <summary>A stream that delivers a video file.</summary>
internal sealed record StreamVideoSource(Func<Stream> Open) : VideoSource;
