namespace Microsoft.ML.Umt.Pipeline;

/// <summary>The result for one row: what was scored, and why it is missing if it is.</summary>
internal readonly record struct ScoredVideo<TRow>(TRow Row, VideoDecodeException? Failure);
