using Microsoft.ML.Umt.Benchmarks.Model;
using Microsoft.ML.Umt.Modeling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>The student written plainly, with the same weights: every patch is embedded by a convolution, the hidden ones are dropped by a boolean mask.</summary>
internal sealed class PlainStudent : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Conv3d _patchEmbed;
    private readonly ModuleList<PlainBlock> _blocks;
    private readonly LayerNorm _norm;
    private readonly ModuleList<Linear> _heads;
    private readonly ModuleList<LayerNorm> _norms;
    private readonly Tensor _positions;
    private readonly int _aligned;

    public PlainStudent(MaskedVideoTransformer source)
        : base(nameof(PlainStudent))
    {
        using var noGrad = no_grad();
        var config = source.Config.Encoder;
        _aligned = source.Config.AlignedLayers;
        (long, long, long) tubelet = (config.TubeletSize, config.PatchSize, config.PatchSize);
        _patchEmbed = nn.Conv3d(3, config.Width, tubelet, tubelet);
        _patchEmbed.weight!.copy_(source.encoder.patch_embed.proj.weight!);
        _blocks = new ModuleList<PlainBlock>([.. source.encoder.blocks.Select(block => new PlainBlock(block, config.NormEpsilon))]);
        _norm = PlainVideoTransformer.Copy(source.encoder.norm, config.NormEpsilon);
        _heads = new ModuleList<Linear>([.. source.clip_decoder.Select(decoder => PlainVideoTransformer.Copy(decoder.head))]);
        _norms = new ModuleList<LayerNorm>([.. source.clip_decoder.Select(decoder => PlainVideoTransformer.Copy(decoder.norm, config.NormEpsilon))]);
        RegisterComponents();
        // After the registration: a table is no parameter.
        _positions = PositionTables.Sinusoid(config.Tokens, config.Width).DetachFromDisposeScope();
    }

    /// <summary>Features <c>[K, B, Nvis, C]</c> of clips <c>[B, 3, T, H, W]</c> and a mask <c>[B, N]</c>, true where a token is hidden.</summary>
    public override Tensor forward(Tensor clips, Tensor isHidden)
    {
        var isShown = isHidden.logical_not();
        var (batch, width) = (clips.shape[0], _positions.shape[2]);
        var tokens = (_patchEmbed.call(clips).flatten(2).transpose(1, 2) + _positions)[isShown].view(batch, -1, width);
        var kept = new List<Tensor>();
        for (var i = 0; i < _blocks.Count; i++)
        {
            tokens = _blocks[i].call(tokens);
            if (i >= _blocks.Count - _aligned)
                kept.Add(tokens);
        }

        var placed = _norm.call(stack(kept)) + _positions.expand(batch, -1, -1)[isShown].view(batch, -1, width);
        return stack(Enumerable.Range(0, _aligned).Select(k =>
        {
            var features = _norms[k].call(_heads[k].call(placed[k]));
            return features / features.norm(-1, keepdim: true);
        }));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _positions.Dispose();
        base.Dispose(disposing);
    }
}
