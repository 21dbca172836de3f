namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>A query ranked by embeddings.</summary>
/// <param name="Rank">Rank of its best right answer, from 1; 0 without one.</param>
/// <param name="Best">Its best candidates, ascending by number; empty when nothing is re-ranked.</param>
internal readonly record struct RankedQuery(int Rank, int[] Best);
