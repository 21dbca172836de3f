using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>The length of all gradients taken as one vector.</summary>
internal static class GradientNorm
{
    /// <summary>The L2 norm as a float32 scalar on the gradients' device, null when there is no gradient. Does not wait for the device.</summary>
    public static Tensor? Measure(IEnumerable<ParameterGroup> groups)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var gradients = Gradients(groups).ToArray();
        return gradients.Length == 0
            ? null
            : stack(gradients.Select(gradient => gradient.norm().to(ScalarType.Float32))).norm().MoveToOuterDisposeScope();
    }

    /// <summary>Multiplies the gradients by <paramref name="factor"/> and shortens them to <paramref name="maximum"/> when they are longer then.</summary>
    /// <param name="groups">Whose gradients.</param>
    /// <param name="factor">What brings the gradients to their real size.</param>
    /// <param name="norm">Their L2 norm at their real size, finite.</param>
    /// <param name="maximum">Longest norm; null for none.</param>
    public static void ScaleAndClip(IEnumerable<ParameterGroup> groups, double factor, double norm, double? maximum)
    {
        // The small constant is PyTorch's: it keeps clipped gradients a hair below the maximum.
        var total = factor * (norm > maximum ? maximum.Value / (norm + 1e-6) : 1);
        if (total == 1)
            return;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var gradient in Gradients(groups))
            gradient.mul_(total);
    }

    private static IEnumerable<Tensor> Gradients(IEnumerable<ParameterGroup> groups) =>
        groups.SelectMany(group => group.Parameters).Select(member => member.Parameter.grad).OfType<Tensor>();
}
