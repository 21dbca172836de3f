namespace Microsoft.ML.Umt.Pipeline;

/// <summary>How clips are read ahead of the model.</summary>
/// <param name="BatchSize">Videos per batch.</param>
/// <param name="Workers">Threads that read videos.</param>
/// <param name="PrefetchBatches">Batches that may be ready or in work while the model runs on another.</param>
internal readonly record struct ClipReadingSettings(int BatchSize, int Workers, int PrefetchBatches);
