using Microsoft.ML.Umt.Runtime;
using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Runtime;

public class NativeRuntimeTests
{
    [Fact]
    public void LoadsAndComputes()
    {
        NativeRuntime.EnsureLoaded();
        NativeRuntime.EnsureLoaded();
        using var three = torch.ones(3).sum();
        Assert.Equal(3f, three.item<float>());
    }
}
