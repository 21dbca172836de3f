using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>One transformer block. Every intermediate is released as soon as the next exists, and the residual stream is updated in place.</summary>
internal sealed class EncoderBlock : IDisposable
{
    private readonly IAttention _attention;
    private readonly int _heads;
    private readonly Norm _norm1;
    private readonly ILinear _qkv;
    private readonly ILinear _projection;
    private readonly Norm _norm2;
    private readonly ILinear _hidden;
    private readonly ILinear _output;

    public EncoderBlock(BlockWeights weights, int heads, long rows, EncoderKernels kernels)
    {
        using var scope = NewDisposeScope();
        _attention = kernels.Attention;
        _heads = heads;
        var folded = _attention.ExpectsScaledQuery ? weights.FoldAttentionScale(heads) : weights;
        _norm1 = kernels.Norm(folded.Norm1);
        _qkv = kernels.Linear(folded.Qkv, rows);
        _projection = kernels.Linear(folded.Projection, rows);
        _norm2 = kernels.Norm(folded.Norm2);
        _hidden = kernels.Linear(folded.Hidden, rows, folded.Activation);
        _output = kernels.Linear(folded.Output, rows);
    }

    /// <summary>Updates the tokens.</summary>
    /// <param name="tokens"><c>[sequences, N, D]</c> contiguous.</param>
    public void Apply(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var (sequences, length, width) = (tokens.shape[0], tokens.shape[1], tokens.shape[2]);
        var stream = tokens.view(sequences * length, width);
        using (var attended = Attend(stream, sequences, length))
        {
            Finish(stream, attended);
        }
    }

    /// <summary>
    /// The first half of the block, without its effect: what every token gathers from the others. The first token of a sequence is its class token.
    /// </summary>
    /// <param name="tokens"><c>[sequences, N, D]</c> contiguous; stays as it is.</param>
    /// <returns>
    /// What <see cref="Finish"/> wants, <c>[sequences · N, D]</c>; and how much each class token attends to each of the others, averaged over the
    /// heads, <c>[sequences, N - 1]</c> in float32.
    /// </returns>
    public (Tensor Attended, Tensor ClassAttention) LookAround(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var (sequences, length, width) = (tokens.shape[0], tokens.shape[1], tokens.shape[2]);
        var qkv = ProjectQkv(tokens.view(sequences * length, width)).view(sequences, length, -1);
        return (_attention.Attend(qkv, _heads).MoveToOuterDisposeScope(), ClassAttention(qkv).MoveToOuterDisposeScope());
    }

    /// <summary>The rest of the block for any of the tokens: none of them needs the others any more.</summary>
    /// <param name="stream"><c>[rows, D]</c> contiguous; updated.</param>
    /// <param name="attended">What <see cref="LookAround"/> gave for these rows.</param>
    public void Finish(Tensor stream, Tensor attended)
    {
        AddProjected(stream, attended);
        AddMlp(stream);
    }

    public void Dispose()
    {
        _norm1.Dispose();
        _qkv.Dispose();
        _projection.Dispose();
        _norm2.Dispose();
        _hidden.Dispose();
        _output.Dispose();
    }

    private void AddProjected(Tensor stream, Tensor attended)
    {
        using var projected = _projection.Forward(attended);
        stream.add_(projected);
    }

    private Tensor ClassAttention(Tensor qkv)
    {
        var (sequences, length, width) = (qkv.shape[0], qkv.shape[1], qkv.shape[2] / 3);
        var parts = qkv.view(sequences, length, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
        var query = parts[0].narrow(2, 0, 1).to_type(ScalarType.Float32);
        if (!_attention.ExpectsScaledQuery)
            query = query * (1 / Math.Sqrt((double)width / _heads));

        // Softmax statistics in float32, whatever the weights' type: masks are drawn from this row.
        var scores = (query * parts[1].to_type(ScalarType.Float32)).sum(-1);
        return scores.softmax(-1).mean([1]).narrow(1, 1, length - 1).contiguous();
    }

    private Tensor Attend(Tensor stream, long sequences, long length)
    {
        using var qkv = ProjectQkv(stream);
        using var bySequence = qkv.view(sequences, length, -1);
        return _attention.Attend(bySequence, _heads);
    }

    private Tensor ProjectQkv(Tensor stream)
    {
        using var normed = _norm1.Forward(stream);
        return _qkv.Forward(normed);
    }

    private void AddMlp(Tensor stream)
    {
        using var hidden = Expand(stream);
        using var output = _output.Forward(hidden);
        stream.add_(output);
    }

    private Tensor Expand(Tensor stream)
    {
        using var normed = _norm2.Forward(stream);
        return _hidden.Forward(normed);
    }
}
