using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Inference;

/// <summary>Modules whose every parameter is random, so that no bias, norm or gamma hides behind its start value.</summary>
internal static class RandomModels
{
    public static VideoTransformer Video(VideoTransformerConfig config, int seed = 1) => Randomize(new VideoTransformer(config, seed), seed);

    public static ImageTransformer Image(ImageTransformerConfig config, int seed = 1) => Randomize(new ImageTransformer(config, seed), seed);

    public static ClipVisionTransformer Clip(ClipVisionConfig config, int seed = 1) => Randomize(new ClipVisionTransformer(config), seed);

    public static Tensor Clips(int seed, params long[] shape)
    {
        using var generator = new Generator((ulong)seed);
        return randn(shape, generator: generator);
    }

    private static T Randomize<T>(T module, int seed)
        where T : nn.Module
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (name == "pos_embed" && module is VideoTransformer)
            {
                continue;
            }

            var noise = randn(parameter.shape, generator: generator);
            var isNormWeight = parameter.dim() == 1 && name.EndsWith("weight", StringComparison.Ordinal);
            var spread = parameter.dim() < 2 ? 0.2 : 1 / Math.Sqrt(parameter.numel() / (double)parameter.shape[0]);
            parameter.copy_(noise * spread + (isNormWeight ? 1 : 0));
        }

        module.eval();
        return module;
    }
}
