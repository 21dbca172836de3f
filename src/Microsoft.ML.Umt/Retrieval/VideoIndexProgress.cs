namespace Microsoft.ML.Umt;

/// <summary>How far the indexing of a data view is; the last one is its outcome.</summary>
/// <param name="Added">Videos that are in the index.</param>
/// <param name="Skipped">Videos without an embedding, because they could not be read, and so not in the index.</param>
public sealed record VideoIndexProgress(int Added, IReadOnlyList<string> Skipped);
