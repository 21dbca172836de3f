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
    }

    /// <summary>Running mean of the gradients.</summary>
    public Tensor FirstMoment { get; }

    /// <summary>Running mean of the squared gradients.</summary>
    public Tensor SecondMoment { get; }

    /// <summary>Number of steps taken, on the host, so that no step waits for the device.</summary>
    public int StepCount { get; set; }

    /// <summary>Whether a checkpoint knows the parameter: one that had no gradient yet is not in it.</summary>
    public static bool IsIn(CheckpointSection section, string name) => section.FindText(StepKey(name)) is not null;

    public void Save(CheckpointSection section, string name)
    {
        section.Write(FirstKey(name), FirstMoment);
        section.Write(SecondKey(name), SecondMoment);
        section.Write(StepKey(name), (long)StepCount);
    }

    public void Load(CheckpointSection section, string name)
    {
        using var noGrad = no_grad();
        section.CopyTo(FirstKey(name), FirstMoment);
        section.CopyTo(SecondKey(name), SecondMoment);
        StepCount = section.ReadInt32(StepKey(name));
    }

    // PyTorch's own names, so that the moments can be found by other tools.
    private static string FirstKey(string name) => $"{name}.exp_avg";

    private static string SecondKey(string name) => $"{name}.exp_avg_sq";

    private static string StepKey(string name) => $"{name}.step";

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
    }
}
