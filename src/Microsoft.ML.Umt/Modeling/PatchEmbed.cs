using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Cuts a clip into tubelets of patches and projects each to one token.</summary>
internal sealed class PatchEmbed : nn.Module<Tensor, Tensor>
{
    internal readonly Conv3d proj;

    public PatchEmbed(VideoTransformerConfig config)
        : base(nameof(PatchEmbed))
    {
        (long, long, long) tubelet = (config.TubeletSize, config.PatchSize, config.PatchSize);
        proj = nn.Conv3d(3, config.Width, tubelet, tubelet);
        RegisterComponents();
    }

    /// <summary><c>[B, 3, T, H, W]</c> to <c>[B, N, D]</c>, tokens ordered by time, row, column.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return proj.call(input).flatten(2).transpose(1, 2).MoveToOuterDisposeScope();
    }
}
