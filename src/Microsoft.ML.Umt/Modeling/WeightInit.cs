using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>The authors' initial weights for finetuning: linears normal with standard deviation 0.02, biases 0, norms 1 and 0.</summary>
internal static class WeightInit
{
    public static void Initialize(nn.Module root, ModuleRandom random)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach (var module in root.modules())
        {
            switch (module)
            {
                case Linear linear:
                    random.TruncatedNormal(linear.weight!, 0.02);
                    linear.bias?.zero_();
                    break;
                case Conv3d conv:
                    Convolution(conv.weight!, conv.bias, random);
                    break;
                case Conv2d conv:
                    Convolution(conv.weight!, conv.bias, random);
                    break;
            }
        }
    }

    /// <summary>The authors' initial weights for pretraining: linears Xavier uniform, biases 0, convolutions as PyTorch's default.</summary>
    public static void InitializeForPretraining(nn.Module root, ModuleRandom random)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach (var module in root.modules())
        {
            switch (module)
            {
                case Linear linear:
                    random.Uniform(linear.weight!, Math.Sqrt(6.0 / (linear.weight!.shape[0] + linear.weight.shape[1])));
                    linear.bias?.zero_();
                    break;
                case Conv3d conv:
                    Convolution(conv.weight!, conv.bias, random);
                    break;
            }
        }
    }

    /// <summary>PyTorch's default: uniform within one over the square root of the fan-in, weights and bias alike.</summary>
    private static void Convolution(Tensor weight, Tensor? bias, ModuleRandom random)
    {
        double bound = 1 / Math.Sqrt(weight.numel() / (double)weight.shape[0]);
        random.Uniform(weight, bound);
        if (bias is not null)
            random.Uniform(bias, bound);
    }
}
