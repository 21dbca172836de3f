using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Inference;
using TorchSharp;
namespace Microsoft.ML.Umt.Tests.Featurization;
public sealed class ZzDebugTests
{
    [Fact]
    public void Debug()
    {
        using var m = new ImageTransformer(TinyEncoder.Image.Image! with { Classes = 0 }, 1);
        m.eval();
        using var ng = torch.no_grad();
        var x = torch.randn([1L, 3, 1, 32, 32]);
        using var e = VideoEncoders.Create(m, torch.ScalarType.Float32, torch.CPU);
        var f = m.ForwardFeatures(x.squeeze(2));
        var g = e.Features(x);
        using var gen = new torch.Generator(7UL, torch.CPU);
        var t = torch.zeros([5L]); torch.nn.init.trunc_normal_(t, 0, 0.02, -2, 2, gen);
        var u = torch.zeros([5L]); torch.nn.init.trunc_normal_(u, 0, 0.02, -2, 2);
        Assert.Fail($"{string.Join(",", t.data<float>())} | {string.Join(",", u.data<float>())} | {m.blocks[0].attn.qkv.weight!.std().item<float>()}");
    }
}
