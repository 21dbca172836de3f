using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>oneDNN's linear layer with weights laid out in advance for the matrix kernels of this CPU. Inference only; CPU only.</summary>
internal static class AtenLinear
{
    private static readonly Lazy<bool> Float32Available = new(() => Probe(ScalarType.Float32));
    private static readonly Lazy<bool> BFloat16Available = new(() => Probe(ScalarType.BFloat16));

    /// <summary>Whether packed linears of this type run on this machine and libtorch.</summary>
    public static bool IsAvailable(ScalarType type) => type switch
    {
        ScalarType.Float32 => Float32Available.Value,
        ScalarType.BFloat16 => BFloat16Available.Value,
        _ => false,
    };

    /// <summary>Lays out a weight.</summary>
    /// <param name="weight"><c>[out, in]</c>, contiguous, float32 or bfloat16.</param>
    /// <param name="rows">The number of input rows to expect; any other number works, too, at most slower.</param>
    /// <returns>An opaque tensor for <see cref="Apply"/>.</returns>
    public static Tensor Pack(Tensor weight, long rows)
    {
        var arguments = new AtenArguments(stackalloc ulong[2]);
        arguments.Add(weight);
        arguments.AddOptional(rows);
        return AtenDispatcher.InvokeTensor("mkldnn::_reorder_linear_weight", "", ref arguments);
    }

    /// <summary><c>x · weightᵀ + bias</c> and what follows it, in one kernel.</summary>
    /// <param name="x"><c>[rows, in]</c>, contiguous.</param>
    /// <param name="packedWeight">The result of <see cref="Pack"/>.</param>
    /// <param name="bias"><c>[out]</c>, or null.</param>
    /// <param name="activation">What follows.</param>
    /// <returns><c>[rows, out]</c>.</returns>
    public static Tensor Apply(Tensor x, Tensor packedWeight, Tensor? bias, LinearActivation activation = LinearActivation.None)
    {
        var arguments = new AtenArguments(stackalloc ulong[6]);
        arguments.Add(x);
        arguments.Add(packedWeight);
        arguments.AddOptional(bias);
        arguments.Add(activation switch { LinearActivation.Gelu => "gelu", LinearActivation.Silu => "swish", _ => "none" });
        arguments.AddEmptyList();
        // The kind of GELU; of the others there is one each.
        arguments.AddOptional(activation == LinearActivation.Gelu ? "none" : "");
        return AtenDispatcher.InvokeTensor("mkldnn::_linear_pointwise", "", ref arguments);
    }

    private static bool Probe(ScalarType type)
    {
        if (!AtenDispatcher.IsAvailable)
        {
            return false;
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        try
        {
            var x = ones(4, 16, dtype: type);
            var weight = ones(8, 16, dtype: type);
            using var y = Apply(x, Pack(weight, 4), zeros(8, dtype: type));
            return y.to_type(ScalarType.Float32).sum().item<float>() == 4 * 8 * 16;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
