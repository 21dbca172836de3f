using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>Which building blocks are the fast ones for a type on a device.</summary>
/// <param name="Type">The type to compute in.</param>
/// <param name="Device">Where.</param>
/// <param name="IsPacked">Whether linear layers are packed for oneDNN.</param>
/// <param name="Attention">How to attend.</param>
internal sealed record EncoderKernels(ScalarType Type, Device Device, bool IsPacked, IAttention Attention)
{
    /// <summary>Chooses for this machine.</summary>
    /// <param name="type">Float32, bfloat16, or float16 on CUDA.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another type, or float16 on a CPU, which computes it far slower than float32.</exception>
    public static EncoderKernels Choose(ScalarType type, Device device)
    {
        var onCpu = device.type == DeviceType.CPU;
        if (type is not (ScalarType.Float32 or ScalarType.BFloat16) && (type != ScalarType.Float16 || onCpu))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, "An encoder computes in Float32 or BFloat16, or in Float16 on a GPU.");
        }

        var packed = onCpu && AtenLinear.IsAvailable(type);
        return new EncoderKernels(type, device, packed, packed && type == ScalarType.BFloat16 ? new ProductAttention() : new FusedAttention());
    }

    /// <summary>Makes a linear layer of weights, which are not kept.</summary>
    /// <param name="weights">Its parameters.</param>
    /// <param name="rows">The number of input rows to expect.</param>
    /// <param name="activation">What follows.</param>
    public ILinear Linear(LinearWeights weights, long rows, LinearActivation activation = LinearActivation.None) =>
        IsPacked ? new PackedLinear(weights, activation, Type, rows) : new PlainLinear(weights, activation, Type, Device);

    /// <summary>Makes a layer norm of weights, which are not kept.</summary>
    public Norm Norm(NormWeights weights) => new(weights, Type, Device);
}
