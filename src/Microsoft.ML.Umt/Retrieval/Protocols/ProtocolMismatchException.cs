namespace Microsoft.ML.Umt;

/// <summary>Data is not the split of the protocol that it was to be tested under, so its numbers could not be compared with published ones.</summary>
public sealed class ProtocolMismatchException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="protocol">Name of the protocol.</param>
    /// <param name="split">Name of the split.</param>
    /// <param name="problems">What differs, one or more sentences.</param>
    public ProtocolMismatchException(string protocol, string split, IReadOnlyList<string> problems)
        : base($"Protocol {protocol}, split {split}: {string.Join(" ", problems ?? throw new ArgumentNullException(nameof(problems)))}")
    {
        (Protocol, Split, Problems) = (protocol, split, problems);
    }

    /// <summary>Name of the protocol.</summary>
    public string Protocol { get; }

    /// <summary>Name of the split.</summary>
    public string Split { get; }

    /// <summary>What differs: expected, found, and what to do.</summary>
    public IReadOnlyList<string> Problems { get; }
}
