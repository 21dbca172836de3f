namespace Microsoft.ML.Umt;

/// <summary>A file of this machine.</summary>
internal sealed record FileVideoSource(string Path) : VideoSource;
