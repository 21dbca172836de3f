using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>A network where it computes. Immutable.</summary>
internal sealed record PlacedNetwork<TModule>(TextVideoNetwork<TModule> Network, ClipNormalization Normalization, Device Device, ScalarType Precision)
    where TModule : nn.Module
{
    public TModule Module => Network.Module;

    /// <summary>Runs without gradients, in the wanted precision, and disposes what is left over.</summary>
    public TResult Compute<TResult>(Func<PlacedNetwork<TModule>, TResult> compute)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var autocast = Precision == ScalarType.Float32 ? null : new Autocast(Device.type, Precision);
        return compute(this);
    }
}
