using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>libtorch's fused optimiser step: one native call for a whole parameter group.</summary>
internal static class AtenOptimizer
{
    private const string AdamWName = "aten::_fused_adamw_";
    private static readonly Lazy<bool> AdamWAvailable = new(ProbeAdamW);

    /// <summary>Whether <see cref="AdamW"/> works with the loaded libtorch.</summary>
    public static bool IsAdamWAvailable => AdamWAvailable.Value;

    /// <summary>
    /// One AdamW step over a parameter group, in place: decoupled weight decay, bias correction from <paramref name="steps"/>.
    /// Call it without gradient recording.
    /// </summary>
    /// <param name="parameters">The parameters, all on one device.</param>
    /// <param name="gradients">Their gradients, in the same order, same type.</param>
    /// <param name="firstMoments">Running means, same shapes; updated.</param>
    /// <param name="secondMoments">Running means of squares, same shapes; updated.</param>
    /// <param name="steps">One float32 scalar tensor a parameter: the count of steps including this one. Not changed.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">Decay of the first moments.</param>
    /// <param name="beta2">Decay of the second moments.</param>
    /// <param name="weightDecay">The decoupled decay.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    public static void AdamW(
        IReadOnlyList<Tensor> parameters,
        IReadOnlyList<Tensor> gradients,
        IReadOnlyList<Tensor> firstMoments,
        IReadOnlyList<Tensor> secondMoments,
        IReadOnlyList<Tensor> steps,
        double learningRate,
        double beta1,
        double beta2,
        double weightDecay,
        double epsilon)
    {
        RequireSameCount(parameters, gradients, nameof(gradients));
        RequireSameCount(parameters, firstMoments, nameof(firstMoments));
        RequireSameCount(parameters, secondMoments, nameof(secondMoments));
        RequireSameCount(parameters, steps, nameof(steps));
        if (parameters.Count == 0)
        {
            return;
        }

        var arguments = new AtenArguments(stackalloc ulong[15]);
        arguments.Add(parameters);
        arguments.Add(gradients);
        arguments.Add(firstMoments);
        arguments.Add(secondMoments);
        arguments.AddEmptyList(); // max_exp_avg_sqs: AMSGrad only
        arguments.Add(steps);
        arguments.Add(learningRate);
        arguments.Add(beta1);
        arguments.Add(beta2);
        arguments.Add(weightDecay);
        arguments.Add(epsilon);
        arguments.Add(false); // amsgrad
        arguments.Add(false); // maximize
        arguments.AddNone(); // grad_scale
        arguments.AddNone(); // found_inf
        AtenDispatcher.Invoke(AdamWName, "", ref arguments);
    }

    private static void RequireSameCount(IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor> others, string name)
    {
        if (others.Count != parameters.Count)
        {
            throw new ArgumentException($"{others.Count} tensors for {parameters.Count} parameters.", name);
        }
    }

    private static bool ProbeAdamW()
    {
        if (!AtenDispatcher.IsAvailable)
        {
            return false;
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        try
        {
            AdamW([ones(2)], [ones(2)], [zeros(2)], [zeros(2)], [ones([])], 0.1, 0.9, 0.999, 0, 1e-8);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
