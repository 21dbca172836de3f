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

    /// <summary>
    /// Some of the tokens only, <c>[B, 3, T, H, W]</c> at indices <c>[B, M]</c> to <c>[B, M, D]</c>: the others are never computed. A product of matrices,
    /// which is faster than a convolution whose kernels do not overlap.
    /// </summary>
    public Tensor Embed(Tensor input, Tensor indices)
    {
        using var scope = NewDisposeScope();
        var weight = proj.weight!;
        var (tubelet, patch) = (weight.shape[2], weight.shape[3]);
        var (batch, frames, rows, columns) = (input.shape[0], input.shape[2] / tubelet, input.shape[3] / patch, input.shape[4] / patch);
        var patches = input
            .reshape(batch, 3, frames, tubelet, rows, patch, columns, patch)
            .permute(0, 2, 4, 6, 1, 3, 5, 7)
            .reshape(batch, frames * rows * columns, weight.numel() / weight.shape[0]);
        return nn.functional.linear(TokenGather.Take(patches, indices), weight.flatten(1), proj.bias).MoveToOuterDisposeScope();
    }
}
