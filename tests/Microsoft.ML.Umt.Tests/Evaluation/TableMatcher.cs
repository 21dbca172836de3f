namespace Microsoft.ML.Umt.Tests.Evaluation;

/// <summary>A matcher that looks its scores up and remembers what it was asked.</summary>
internal sealed class TableMatcher(Func<int, int, float> score) : IVideoTextMatcher
{
    public List<VideoTextPair> Pairs { get; } = [];

    public List<int> Calls { get; } = [];

    public IReadOnlyList<float> Score(IReadOnlyList<VideoTextPair> pairs, CancellationToken cancellationToken)
    {
        Assert.Equal(pairs.Select(pair => pair.VideoNumber).Order(), pairs.Select(pair => pair.VideoNumber));
        Calls.Add(pairs.Count);
        Pairs.AddRange(pairs);
        return [.. pairs.Select(pair => score(pair.VideoNumber, pair.TextNumber))];
    }
}
