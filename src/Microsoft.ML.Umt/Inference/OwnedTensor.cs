using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>Tensors that outlive every dispose scope and the module that they were read from.</summary>
internal static class OwnedTensor
{
    /// <summary>A contiguous copy without history, detached from dispose scopes: its owner disposes it.</summary>
    public static Tensor Copy(Tensor source, ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        return source.detach().to(type, device, copy: true).contiguous().MoveToOuterDisposeScope().DetachFromDisposeScope();
    }
}
