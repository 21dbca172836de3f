using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>The two device-side steps of dynamic loss scaling, without a host synchronisation a parameter.</summary>
internal static class AtenGradientScaling
{
    /// <summary>Multiplies gradients in place by <paramref name="inverseScale"/> and raises <paramref name="foundInfinite"/> to 1 if any element is not finite.</summary>
    /// <param name="gradients">Gradients of one device and type.</param>
    /// <param name="foundInfinite">A float32 scalar tensor; only ever raised here, so one serves several groups.</param>
    /// <param name="inverseScale">A float32 scalar tensor.</param>
    public static void UnscaleAndCheck(IReadOnlyList<Tensor> gradients, Tensor foundInfinite, Tensor inverseScale)
    {
        var arguments = new AtenArguments(stackalloc ulong[3]);
        arguments.Add(gradients);
        arguments.Add(foundInfinite);
        arguments.Add(inverseScale);
        AtenDispatcher.Invoke("aten::_amp_foreach_non_finite_check_and_unscale_", "", ref arguments);
    }

    /// <summary>Backs the scale off after a non-finite step, or grows it after <paramref name="growthInterval"/> good ones, in place.</summary>
    /// <param name="scale">The float32 scalar scale.</param>
    /// <param name="growthTracker">The int32 scalar count of good steps since the last change.</param>
    /// <param name="foundInfinite">The float32 scalar of <see cref="UnscaleAndCheck"/>.</param>
    /// <param name="growthFactor">Above 1.</param>
    /// <param name="backoffFactor">Between 0 and 1.</param>
    /// <param name="growthInterval">At least 1.</param>
    public static void UpdateScale(Tensor scale, Tensor growthTracker, Tensor foundInfinite, double growthFactor, double backoffFactor, long growthInterval)
    {
        var arguments = new AtenArguments(stackalloc ulong[6]);
        arguments.Add(scale);
        arguments.Add(growthTracker);
        arguments.Add(foundInfinite);
        arguments.Add(growthFactor);
        arguments.Add(backoffFactor);
        arguments.Add(growthInterval);

        // Returns its first argument: a second handle to the same tensor.
        using var same = AtenDispatcher.InvokeTensor("aten::_amp_update_scale_", "", ref arguments);
    }
}
