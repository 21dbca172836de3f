using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>What AdamW remembers of one parameter.</summary>
internal sealed class AdamWState : IDisposable
{
    public AdamWState(Tensor parameter)
    {
        using var noGrad = no_grad();
        FirstMoment = zeros_like(parameter).DetachFromDisposeScope();
        SecondMoment = zeros_like(parameter).DetachFromDisposeScope();
        Steps = zeros([], dtype: ScalarType.Float32, device: parameter.device).DetachFromDisposeScope();
    }

    /// <summary>Running mean of the gradients.</summary>
    public Tensor FirstMoment { get; }

    /// <summary>Running mean of the squared gradients.</summary>
    public Tensor SecondMoment { get; }

    /// <summary>Number of steps taken, a float32 scalar: the fused kernel wants a tensor.</summary>
    public Tensor Steps { get; }

    /// <summary>The same number on the host, so that no step waits for the device.</summary>
    public int StepCount { get; set; }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        Steps.Dispose();
    }
}
