using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// Activation checkpointing: runs a block without keeping its activations and runs it again in the backward pass. Random numbers are replayed, so
/// results and gradients equal those of the plain block.
/// </summary>
internal sealed class RecomputedBlock : autograd.SingleTensorFunction<RecomputedBlock>
{
    public override string Name => nameof(RecomputedBlock);

    /// <summary>The block's output; kept activations are only the input and the state of the random generator.</summary>
    public static Tensor Run(nn.Module<Tensor, Tensor> block, Tensor input, RecomputeContext context)
    {
        if (!is_grad_enabled() || !(input.requires_grad || block.parameters().Any(parameter => parameter.requires_grad)))
            return block.call(input);
        // Autograd skips a function none of whose inputs wants a gradient, and with it the gradients of the block's own parameters.
        using var tracked = input.requires_grad ? null : input.detach().requires_grad_(true);
        return apply(tracked ?? input, block, context);
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (input, block, context) = ((Tensor)vars[0], (nn.Module<Tensor, Tensor>)vars[1], (RecomputeContext)vars[2]);
        // Not disposed here: TorchSharp takes the tensors over only after this method returns. The caller's scope ends it.
        var randomState = context.Random.GetState();
        ctx.save_for_backward([input, randomState]);
        ctx.save_data("block", block);
        ctx.save_data("context", context);
        ctx.save_data("precision", Autocast.Current(input.device_type) ?? ScalarType.Float32);
        return block.call(input);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var context = (RecomputeContext)ctx.get_data("context");
        try
        {
            return [Recompute(ctx, grad_output, context), null!, null!];
        }
        catch (Exception failure)
        {
            // An exception that leaves a managed backward ends the process. The next forward throws it instead.
            context.Failure = failure;
            return [(grad_output * double.NaN), null!, null!];
        }
    }

    private static Tensor Recompute(autograd.AutogradContext ctx, Tensor gradient, RecomputeContext context)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var block = (nn.Module<Tensor, Tensor>)ctx.get_data("block");
        var precision = (ScalarType)ctx.get_data("precision");
        var input = saved[0].detach().requires_grad_(true);
        var stateNow = context.Random.GetState();
        context.Random.SetState(saved[1]);
        try
        {
            using var enabled = enable_grad();
            // The mixed precision of the forward pass is off again by now, and on GPUs this is another thread.
            using var autocast = precision == ScalarType.Float32 ? null : new Autocast(input.device_type, precision);
            autograd.backward([block.call(input)], [gradient]);
        }
        finally
        {
            context.Random.SetState(stateNow);
        }
        return input.grad!.MoveToOuterDisposeScope();
    }
}
