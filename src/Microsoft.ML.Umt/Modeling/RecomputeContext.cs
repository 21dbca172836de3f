namespace Microsoft.ML.Umt.Modeling;

/// <summary>What the recomputed blocks of one model share.</summary>
internal sealed class RecomputeContext(ModuleRandom random)
{
    public ModuleRandom Random { get; } = random;

    /// <summary>What went wrong in the last backward pass, if anything did.</summary>
    public Exception? Failure { get; set; }

    public void ThrowIfFailed()
    {
        if (Failure is not { } failure)
            return;
        Failure = null;
        throw new InvalidOperationException("The last backward pass failed while it recomputed a block; its gradients are not usable.", failure);
    }
}
