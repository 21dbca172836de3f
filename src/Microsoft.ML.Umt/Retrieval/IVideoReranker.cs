namespace Microsoft.ML.Umt;

/// <summary>The second, slower and better stage of a search: it looks at a text and a few candidates together.</summary>
/// <remarks>Implementations must be thread-safe if the index is searched from several threads.</remarks>
public interface IVideoReranker
{
    /// <summary>Scores all candidates of one search in one call, so that a model can work in batches.</summary>
    /// <param name="text">What is searched for.</param>
    /// <param name="candidates">The best videos of the first stage, best first.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>One finite score per candidate, in their order; higher is better.</returns>
    IReadOnlyList<float> Score(string text, IReadOnlyList<VideoRecord> candidates, CancellationToken cancellationToken);
}
