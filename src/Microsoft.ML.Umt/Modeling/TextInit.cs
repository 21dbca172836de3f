using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Initial weights of the text side.</summary>
internal static class TextInit
{
    private const double StandardDeviation = 0.02;

    /// <summary>BERT's own: linears and tables normal with standard deviation 0.02, biases 0, norms 1 and 0.</summary>
    public static void Bert(nn.Module root, ModuleRandom random)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach (var module in root.modules())
        {
            switch (module)
            {
                case Linear linear:
                    random.TruncatedNormal(linear.weight!, StandardDeviation);
                    linear.bias?.zero_();
                    break;
                case EmbeddingTable table:
                    random.TruncatedNormal(table.weight, StandardDeviation);
                    break;
            }
        }
    }

    /// <summary>PyTorch's default of a linear layer: uniform within one over the square root of the fan-in, weights and bias alike.</summary>
    public static void Head(Linear linear, ModuleRandom random)
    {
        using var _ = no_grad();
        var bound = 1 / Math.Sqrt(linear.weight!.shape[1]);
        random.Uniform(linear.weight, bound);
        if (linear.bias is { } bias)
            random.Uniform(bias, bound);
    }
}
