using Microsoft.ML.Umt.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Alignment;

/// <summary>
/// A class-token image transformer of timm's layout (DeiT, DINO, augreg) as the teacher: no norm before the blocks and no projection behind them; the
/// final norm on every returned layer. Owns the module.
/// </summary>
internal sealed class ImageTransformerTeacher : IImageTeacher
{
    private readonly ImageTransformer _module;
    private readonly int[] _layers;
    private readonly FeatureNorm _norm;
    private readonly TeacherStatistics _statistics;

    public ImageTransformerTeacher(ImageTransformer module, int layers, double interval, FeatureNorm norm, TeacherStatistics statistics)
    {
        (_module, _norm, _statistics) = (module, norm, statistics);
        _layers = LayerSelection.Last(module.Config.Depth, layers, interval);
        module.eval();
    }

    public int FeatureWidth => _module.Config.Width;

    public void MoveTo(Device device) => _module.to(device);

    public (Tensor Features, Tensor ClassAttention) Look(Tensor clips)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var input = FrameScaling.Bicubic(_statistics.Apply(clips), _module.Config.ImageSize);
        var frames = input.transpose(1, 2).flatten(0, 1).contiguous();
        var tokens = _module.Embed(frames);
        var features = new List<Tensor>(_layers.Length);
        Tensor? attention = null;
        for (var i = 0; i < _module.Config.Depth; i++)
        {
            var block = _module.blocks[i];
            if (i == _module.Config.Depth - 1)
                attention = block.attn.ClassAttention(block.norm1.call(tokens));
            var next = block.call(tokens);
            tokens.Dispose();
            tokens = next;
            if (_layers.Contains(i))
                features.Add(Features(tokens, clips.shape[0]));
        }
        return (stack(features).MoveToOuterDisposeScope(), attention!.MoveToOuterDisposeScope());
    }

    public void Dispose() => _module.Dispose();

    /// <summary>Tokens <c>[B*T, 1 + P, D]</c> to features of the patches, <c>[B, T*P, D]</c>.</summary>
    private Tensor Features(Tensor tokens, long batch)
    {
        using var scope = NewDisposeScope();
        var patches = _module.norm.call(tokens).narrow(1, 1, tokens.shape[1] - 1);
        var perClip = patches.reshape(batch, -1, tokens.shape[2]).to(ScalarType.Float32);
        return FeatureScaling.Apply(perClip, _norm).MoveToOuterDisposeScope();
    }
}
