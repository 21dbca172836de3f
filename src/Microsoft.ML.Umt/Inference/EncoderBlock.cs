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
        _hidden = kernels.Linear(folded.Hidden, rows, gelu: true);
        _output = kernels.Linear(folded.Output, rows);
    }

    /// <summary>Updates the tokens.</summary>
    /// <param name="tokens"><c>[sequences, N, D]</c> contiguous.</param>
    public void Apply(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var (sequences, length, width) = (tokens.shape[0], tokens.shape[1], tokens.shape[2]);
        var stream = tokens.view(sequences * length, width);
        AddAttention(stream, sequences, length);
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

    private void AddAttention(Tensor stream, long sequences, long length)
    {
        using var attended = Attend(stream, sequences, length);
        using var projected = _projection.Forward(attended);
        stream.add_(projected);
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
