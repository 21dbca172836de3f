using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>The length of all gradients taken as one vector.</summary>
internal static class GradientNorm
{
    /// <summary>
    /// Multiplies the gradients by <paramref name="factor"/>, shortens them to <paramref name="maximum"/> when they are longer, and returns their
    /// L2 norm before shortening. Gradients that are not finite are left alone.
    /// </summary>
    public static double ScaleAndClip(IEnumerable<ParameterGroup> groups, double factor, double? maximum)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var gradients = groups.SelectMany(g => g.Parameters).Select(p => p.Parameter.grad).OfType<Tensor>().ToArray();
        if (gradients.Length == 0)
            return 0;
        var norm = factor * stack(gradients.Select(g => g.norm().to(ScalarType.Float32))).norm().item<float>();
        if (!double.IsFinite(norm))
            return norm;
        // The small constant is PyTorch's: it keeps clipped gradients a hair below the maximum.
        var total = factor * (norm > maximum ? maximum.Value / (norm + 1e-6) : 1);
        if (total != 1)
        {
            foreach (var gradient in gradients)
                gradient.mul_(total);
        }
        return norm;
    }
}
