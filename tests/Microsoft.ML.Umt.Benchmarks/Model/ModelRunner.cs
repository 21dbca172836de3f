using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Model;

/// <summary>One variant, ready to run: clips to logits.</summary>
internal sealed class ModelRunner : IDisposable
{
    private readonly PlainVideoTransformer? _plain;
    private readonly IVideoEncoder? _encoder;

    public ModelRunner(ModelVariant variant, VideoTransformer source)
    {
        if (variant == ModelVariant.Plain)
        {
            _plain = new PlainVideoTransformer(source);
        }
        else
        {
            _encoder = VideoEncoders.Create(source, variant == ModelVariant.Float32 ? ScalarType.Float32 : ScalarType.BFloat16, CPU);
        }
    }

    public Tensor Run(Tensor clips)
    {
        using var noGrad = no_grad();
        return _encoder?.Logits(clips) ?? _plain!.call(clips);
    }

    public void Dispose()
    {
        _plain?.Dispose();
        _encoder?.Dispose();
    }
}
