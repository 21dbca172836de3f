using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>
/// Patch embedding, positions and blocks: sequences of frames to tokens, a few sequences at a time. Owns its weights. Thread-safe.
/// </summary>
internal sealed class TokenEncoder : IDisposable
{
    // On CPUs one B/16 clip fills every core and more at once only costs memory; smaller sequences go together up to that size.
    private const int TokensAtOnceOnCpu = 2048;

    private readonly EncoderKernels _kernels;
    private readonly int _sequencesAtOnce;
    private readonly TokenGrid _grid;
    private readonly ILinear _patchEmbed;
    private readonly Tensor _positions;
    private readonly Tensor? _classToken;
    private readonly Norm? _embeddingNorm;
    private readonly EncoderBlock[] _blocks;

    public TokenEncoder(EncoderWeights weights, EncoderKernels kernels)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _kernels = kernels;
        _sequencesAtOnce = kernels.Device.type == DeviceType.CPU ? Math.Max(1, TokensAtOnceOnCpu / weights.SequenceLength) : int.MaxValue;
        var rows = Math.Max(weights.SequenceLength, TokensAtOnceOnCpu / weights.SequenceLength * weights.SequenceLength);
        _grid = weights.Grid;
        _patchEmbed = kernels.Linear(weights.PatchEmbed, rows);
        _positions = OwnedTensor.Copy(weights.PatchPositions, kernels.Type, kernels.Device);
        _classToken = weights.ClassToken is { } token ? OwnedTensor.Copy(token, kernels.Type, kernels.Device) : null;
        _embeddingNorm = weights.EmbeddingNorm is { } norm ? kernels.Norm(norm) : null;
        _blocks = [.. weights.Blocks.Select(block => new EncoderBlock(block, weights.Heads, rows, kernels))];
    }

    public int Depth => _blocks.Length;

    /// <summary>Encodes sequences, in chunks of bounded memory.</summary>
    /// <param name="sequences"><c>[S, 3, T, H, W]</c>, S ≥ 1: clips, or single frames.</param>
    /// <param name="blocks">How many blocks to run.</param>
    /// <param name="reduce">Makes of the float32 tokens <c>[s, N, D]</c> of some sequences what the caller keeps of them, s rows.</param>
    /// <returns>The rows of all sequences, in the current dispose scope.</returns>
    public Tensor Encode(Tensor sequences, int blocks, Func<Tensor, Tensor> reduce)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var kept = Chunks(sequences).Select(chunk => EncodeChunk(chunk, blocks, reduce)).ToList();
        return (kept.Count == 1 ? kept[0] : cat(kept, 0)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Runs a network with class tokens and hands out some tokens of several layers. Which ones may depend on the last block's class attention; its
    /// multi-layer perceptron then sees no others.
    /// </summary>
    /// <param name="sequences"><c>[S, 3, 1, H, W]</c>, S ≥ 1: single frames.</param>
    /// <param name="layers">Block indices in ascending order.</param>
    /// <param name="choose">Makes of the class attention, <c>[S, N - 1]</c> in float32, the rows that are wanted, of S · N, as a vector on the device.</param>
    /// <returns><c>[layers, rows, D]</c> in the type that is computed in.</returns>
    public Tensor EncodeLayers(Tensor sequences, IReadOnlyList<int> layers, Func<Tensor, Tensor> choose)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (count, length, width) = (sequences.shape[0], _positions.shape[1] + 1, _positions.shape[2]);
        var seesLast = layers.Contains(Depth - 1);

        // The tokens of each layer below the last block, those that enter it, and what they gathered in it.
        var kept = empty([layers.Count + 1, count * length, width], _kernels.Type, _kernels.Device);
        var attention = new List<Tensor>();
        long start = 0;
        foreach (var chunk in Chunks(sequences))
        {
            var rows = chunk.shape[0] * length;
            attention.Add(EncodeBelowLast(chunk, layers, kept.narrow(1, start, rows)));
            start += rows;
        }

        var chosen = choose(attention.Count == 1 ? attention[0] : cat(attention, 0));
        var tokens = kept.index_select(1, chosen);
        if (seesLast)
            _blocks[^1].Finish(tokens[layers.Count - 1], tokens[layers.Count]);
        return tokens.narrow(0, 0, layers.Count).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _patchEmbed.Dispose();
        _positions.Dispose();
        _classToken?.Dispose();
        _embeddingNorm?.Dispose();
        foreach (var block in _blocks)
        {
            block.Dispose();
        }
    }

    /// <summary>Parts of equal size, so that none is left with too few rows to be fast.</summary>
    private IEnumerable<Tensor> Chunks(Tensor sequences)
    {
        var count = sequences.shape[0];
        var chunks = (count + _sequencesAtOnce - 1) / _sequencesAtOnce;
        var size = (count + chunks - 1) / chunks;
        for (long start = 0; start < count; start += size)
        {
            yield return sequences.narrow(0, start, Math.Min(size, count - start));
        }
    }

    /// <summary>Fills <paramref name="kept"/> and gives the last block's class attention.</summary>
    private Tensor EncodeBelowLast(Tensor sequences, IReadOnlyList<int> layers, Tensor kept)
    {
        using var scope = NewDisposeScope();
        var tokens = Embed(sequences.to(_kernels.Device));
        var next = 0;
        for (var i = 0; i < Depth - 1; i++)
        {
            _blocks[i].Apply(tokens);
            if (layers.Contains(i))
                kept[next++].copy_(tokens.view(-1, tokens.shape[2]));
        }

        if (next < layers.Count)
            kept[next].copy_(tokens.view(-1, tokens.shape[2]));
        var (attended, attention) = _blocks[^1].LookAround(tokens);
        kept[layers.Count].copy_(attended);
        return attention.MoveToOuterDisposeScope();
    }

    private Tensor EncodeChunk(Tensor sequences, int blocks, Func<Tensor, Tensor> reduce)
    {
        using var scope = NewDisposeScope();
        var tokens = Embed(sequences.to(_kernels.Device));
        for (var i = 0; i < blocks; i++)
        {
            _blocks[i].Apply(tokens);
        }

        // A view of the tokens would keep all of them alive.
        return reduce(tokens.to_type(ScalarType.Float32)).contiguous().MoveToOuterDisposeScope();
    }

    private Tensor Embed(Tensor sequences)
    {
        using var scope = NewDisposeScope();
        var patches = _patchEmbed.Forward(_grid.Patchify(sequences, _kernels.Type));
        var tokens = patches.view(-1, _positions.shape[1], _positions.shape[2]).add_(_positions);
        if (_classToken is not null)
        {
            tokens = cat([_classToken.expand(tokens.shape[0], -1, -1), tokens], 1);
        }

        return (_embeddingNorm is null ? tokens : _embeddingNorm.Forward(tokens)).MoveToOuterDisposeScope();
    }
}
