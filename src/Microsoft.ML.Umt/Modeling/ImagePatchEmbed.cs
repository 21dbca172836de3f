using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Cuts a picture into patches and projects each to one token.</summary>
internal sealed class ImagePatchEmbed : nn.Module<Tensor, Tensor>
{
    internal readonly Conv2d proj;

    public ImagePatchEmbed(ImageTransformerConfig config)
        : base(nameof(ImagePatchEmbed))
    {
        proj = nn.Conv2d(3, config.Width, config.PatchSize, config.PatchSize);
        RegisterComponents();
    }

    /// <summary><c>[B, 3, H, W]</c> to <c>[B, N, D]</c>, tokens ordered by row, column.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return proj.call(input).flatten(2).transpose(1, 2).MoveToOuterDisposeScope();
    }
}
