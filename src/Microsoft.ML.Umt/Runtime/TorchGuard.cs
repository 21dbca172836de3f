using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>
/// Stands in for the TorchSharp calls that end the whole process on a wrong argument instead of throwing.
/// Everything in this library calls these and never the originals.
/// </summary>
internal static class TorchGuard
{
    /// <summary>The matrix product with broadcast batch dimensions, as <c>torch.matmul</c>. Differentiable.</summary>
    /// <param name="left"><c>[..., n, k]</c> or <c>[k]</c>.</param>
    /// <param name="right"><c>[..., k, m]</c> or <c>[k]</c>.</param>
    /// <returns>The product.</returns>
    /// <exception cref="ArgumentException">Shapes, types or devices do not go together.</exception>
    public static Tensor MatMul(Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        RequireAlike(left, right);
        RequireMultipliable(left.shape, right.shape);
        return matmul(left, right);
    }

    /// <summary>
    /// The gradients of the sum of <paramref name="outputs"/> with respect to <paramref name="inputs"/>. What the inputs have in
    /// <c>grad</c> is as before afterwards.
    /// </summary>
    /// <param name="outputs">Tensors with history; each a scalar unless <paramref name="outputGradients"/> is given.</param>
    /// <param name="inputs">Leaf tensors that require gradients.</param>
    /// <param name="outputGradients">The gradients that arrive at the outputs, of the same shapes; null for ones.</param>
    /// <param name="retainGraph">Whether the graph serves another call.</param>
    /// <returns>One gradient an input, zeros where the outputs do not depend on it.</returns>
    /// <exception cref="ArgumentException">An output has no history, an input is not a leaf that requires gradients, or shapes differ.</exception>
    public static Tensor[] Gradients(
        IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor>? outputGradients = null, bool retainGraph = false)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(inputs);
        RequireDifferentiable(outputs, inputs, outputGradients);

        // autograd.grad ends the process on any error; backward reports it, but writes into the inputs' own gradients.
        var previous = inputs.Select(input => input.grad).ToArray();
        foreach (var input in inputs)
        {
            input.grad = null;
        }

        try
        {
            autograd.backward([.. outputs], outputGradients is null ? null : [.. outputGradients], retain_graph: retainGraph, inputs: [.. inputs]);
            return [.. inputs.Select(input => input.grad is { } gradient ? gradient.alias() : zeros_like(input))];
        }
        finally
        {
            for (var i = 0; i < inputs.Count; i++)
            {
                inputs[i].grad = previous[i];
            }
        }
    }

    /// <summary>Sets how many threads one operator may use. Threads that already ran an operator keep their number.</summary>
    /// <param name="count">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public static void SetThreadCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        set_num_threads(count);
    }

    private static void RequireAlike(Tensor left, Tensor right)
    {
        if (left.dtype != right.dtype)
        {
            throw new ArgumentException($"A matrix product needs one type; the operands are {left.dtype} and {right.dtype}.", nameof(right));
        }

        if (left.device_type != right.device_type || left.device_index != right.device_index)
        {
            throw new ArgumentException($"A matrix product needs one device; the operands are on {left.device} and {right.device}.", nameof(right));
        }
    }

    private static void RequireMultipliable(long[] left, long[] right)
    {
        var fits = left.Length > 0 && right.Length > 0 && left[^1] == (right.Length == 1 ? right[0] : right[^2]);
        for (int i = left.Length - 3, j = right.Length - 3; fits && i >= 0 && j >= 0; i--, j--)
        {
            fits = left[i] == right[j] || left[i] == 1 || right[j] == 1;
        }

        if (!fits)
        {
            throw new ArgumentException($"Shapes [{string.Join(',', left)}] and [{string.Join(',', right)}] cannot be multiplied as matrices.", nameof(right));
        }
    }

    private static void RequireDifferentiable(IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor>? outputGradients)
    {
        if (outputGradients is not null && outputGradients.Count != outputs.Count)
        {
            throw new ArgumentException($"{outputGradients.Count} gradients for {outputs.Count} outputs.", nameof(outputGradients));
        }

        for (var i = 0; i < outputs.Count; i++)
        {
            if (!outputs[i].requires_grad)
            {
                throw new ArgumentException($"Output {i} does not depend on anything that requires gradients.", nameof(outputs));
            }

            if (outputGradients is null ? outputs[i].numel() != 1 : !outputGradients[i].shape.SequenceEqual(outputs[i].shape))
            {
                throw new ArgumentException($"Output {i} has shape [{string.Join(',', outputs[i].shape)}]: give a gradient of that shape, or make it a scalar.", nameof(outputs));
            }
        }

        for (var i = 0; i < inputs.Count; i++)
        {
            if (!inputs[i].requires_grad || !inputs[i].is_leaf)
            {
                throw new ArgumentException($"Input {i} is not a leaf tensor that requires gradients.", nameof(inputs));
            }
        }
    }
}
