using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Holds the blocks under the name that CLIP's state dict gives them (<c>transformer.resblocks.i</c>).</summary>
internal sealed class ClipBlocks : nn.Module
{
    internal readonly ModuleList<ClipBlock> resblocks;

    public ClipBlocks(ClipVisionConfig config)
        : base(nameof(ClipBlocks))
    {
        resblocks = new ModuleList<ClipBlock>([.. Enumerable.Range(0, config.Depth).Select(_ => new ClipBlock(config.Width, config.Heads, config.QuickGelu))]);
        RegisterComponents();
    }
}
