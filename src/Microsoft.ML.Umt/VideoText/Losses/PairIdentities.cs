using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>
/// Which texts of a batch belong to which videos: samples with the same number show the same thing, so neither's text is a wrong one for the other.
/// Immutable.
/// </summary>
internal sealed class PairIdentities
{
    private readonly long[] _numbers;

    private PairIdentities(long[] numbers) => _numbers = numbers;

    /// <summary>Number of samples.</summary>
    public int Count => _numbers.Length;

    /// <summary>Whether there is a wrong text for every video: two samples differ at least.</summary>
    public bool HasNegatives => _numbers.Any(number => number != _numbers[0]);

    /// <summary>Samples with numbers that say what they show.</summary>
    public static PairIdentities Of(IEnumerable<long> numbers) => new([.. numbers]);

    /// <summary>Samples that all differ.</summary>
    public static PairIdentities AllDifferent(int count) => new([.. Enumerable.Range(0, count).Select(i => (long)i)]);

    /// <summary>Where two samples show the same, <c>[B, B]</c> boolean.</summary>
    public Tensor Same(Device device)
    {
        using var scope = NewDisposeScope();
        var numbers = tensor(_numbers).to(device, non_blocking: true);
        return (numbers.unsqueeze(0) == numbers.unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>The share of a row's target that each column has, <c>[B, B]</c>: 1 over the number of samples that show the same.</summary>
    public Tensor Targets(Device device)
    {
        using var scope = NewDisposeScope();
        var same = Same(device).to(ScalarType.Float32);
        return (same / same.sum(1, keepdim: true)).MoveToOuterDisposeScope();
    }
}
