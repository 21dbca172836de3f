using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Stochastic depth: drops the whole residual branch of a sample with the given probability, and scales the kept ones up.</summary>
internal sealed class DropPath(double rate, ModuleRandom random)
{
    public double Rate { get; } = rate;

    /// <summary>Branch output <c>[B, N, D]</c> to the same shape. Call it in training mode only.</summary>
    public Tensor Apply(Tensor branch)
    {
        if (Rate == 0)
            return branch;
        using var scope = NewDisposeScope();
        double keep = 1 - Rate;
        var mask = (random.Rand([branch.shape[0], 1, 1], branch.device) + keep).floor().to(branch.dtype);
        return (branch / keep * mask).MoveToOuterDisposeScope();
    }
}
