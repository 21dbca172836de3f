namespace Microsoft.ML.Umt;

/// <summary>What is searched for.</summary>
/// <param name="Embedding">Embedding of the text (or of a video); as many finite values as the index has dimensions.</param>
/// <param name="Text">The text itself. Only re-ranking needs it.</param>
public sealed record VideoQuery(ReadOnlyMemory<float> Embedding, string? Text = null);
