using System.Collections.Frozen;

namespace Microsoft.ML.Umt;

/// <summary>The protocol of every data set that the library knows. Thread-safe.</summary>
public static class ClassificationProtocols
{
    /// <summary>All protocols.</summary>
    public static IReadOnlyList<ClassificationProtocol> All { get; } =
    [
        Kinetics(400),
        Kinetics(600),
        Kinetics(700),
        Kinetics(710),
        new() { Name = "mit-v1", DataSet = "Moments in Time v1", Classes = 339, TemporalViews = 4 },
        new() { Name = "ssv2", DataSet = "Something-Something v2", Classes = 174, Sampling = FrameSampling.Segments, TemporalViews = 2, Flip = false },
        // The authors publish no results on these two; views and stride are the defaults of their program.
        new() { Name = "ucf101", DataSet = "UCF101", Classes = 101, Sampling = FrameSampling.Dense, TemporalViews = 5 },
        new() { Name = "hmdb51", DataSet = "HMDB51", Classes = 51, Sampling = FrameSampling.Dense, TemporalViews = 5 },
    ];

    private static readonly FrozenDictionary<string, ClassificationProtocol> ByName = All.ToFrozenDictionary(protocol => protocol.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The protocol of that name; case does not matter.</summary>
    /// <exception cref="ArgumentException">There is no such protocol; the message lists the names there are.</exception>
    public static ClassificationProtocol Get(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return ByName.TryGetValue(name, out var protocol)
            ? protocol
            : throw new ArgumentException($"There is no classification protocol '{name}'. Known: {string.Join(", ", All.Select(known => known.Name))}.", nameof(name));
    }

    private static ClassificationProtocol Kinetics(int classes) => new() { Name = $"k{classes}", DataSet = $"Kinetics-{classes}", Classes = classes, TemporalViews = 4 };
}
