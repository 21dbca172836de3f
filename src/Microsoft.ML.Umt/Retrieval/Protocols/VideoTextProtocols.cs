using Microsoft.ML.Umt.Retrieval.Protocols;

namespace Microsoft.ML.Umt;

/// <summary>The protocols of the data sets that UMT was tested on.</summary>
public static class VideoTextProtocols
{
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["msrvtt"] = "msrvtt-9k-v1",
        ["msrvtt-1k-a"] = "msrvtt-9k-v1",
        ["msrvtt-1ka"] = "msrvtt-9k-v1",
        ["anet"] = "activitynet-v1",
        ["anet-qa"] = "activitynet-qa-v1",
    };

    /// <summary>All protocols, those of retrieval first. Of several versions of a data set the newest comes last.</summary>
    public static IReadOnlyList<VideoTextProtocol> All { get; } = [.. RetrievalProtocols.All, .. AnswerProtocols.All];

    /// <summary>Finds a protocol.</summary>
    /// <param name="name">Its name with version (<c>msvd-v2</c>), or without (<c>msvd</c>) for the newest version; upper and lower case are the same.</param>
    /// <exception cref="ArgumentException">There is no such protocol; the message lists them.</exception>
    public static VideoTextProtocol Get(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var wanted = OtherNames.GetValueOrDefault(name, name);
        return All.LastOrDefault(protocol =>
                protocol.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)
                || protocol.Name[..protocol.Name.LastIndexOf("-v", StringComparison.Ordinal)].Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no protocol '{name}'. There are: {string.Join(", ", All.Select(protocol => protocol.Name))}.", nameof(name));
    }
}
