namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>The split of a protocol that a test of multiple choice or question answering is held to, if any. Immutable.</summary>
internal sealed class HeldSplit
{
    private readonly VideoTextProtocol? _protocol;
    private readonly ProtocolSplit? _split;

    /// <param name="protocol">The protocol; null for no check.</param>
    /// <param name="split">Name of its split; null for its evaluation split.</param>
    /// <param name="task">What the test asks for.</param>
    /// <param name="videoKeyColumnName">Name of the column that names the videos.</param>
    /// <exception cref="ArgumentException">The protocol is one of another task, it has no such split, or a split is named without a protocol.</exception>
    public HeldSplit(VideoTextProtocol? protocol, string? split, VideoTextTask task, string videoKeyColumnName)
    {
        if (protocol is null)
        {
            if (split is not null)
                throw new ArgumentException($"The split '{split}' is named, but no protocol: give {nameof(VideoTextProtocols)}.{nameof(VideoTextProtocols.Get)}(…) with it.", nameof(split));
            return;
        }
        if (protocol.Task != task)
            throw new ArgumentException($"Protocol {protocol.Name} is one of {protocol.Task}; this test is one of {task}.", nameof(protocol));
        (_protocol, _split) = (protocol, protocol.GetSplit(split ?? protocol.EvaluationSplit));
        VideoKeyColumnName = _split.Videos is null ? null : videoKeyColumnName;
    }

    /// <summary>The column whose different values are to be counted; null where the number of videos is not checked.</summary>
    public string? VideoKeyColumnName { get; }

    /// <summary>Compares what was read with what the split holds.</summary>
    /// <exception cref="ProtocolMismatchException">A count differs.</exception>
    public void Check(int videos, int questions) => _protocol?.Check(_split!.Name, videos, questions);
}
