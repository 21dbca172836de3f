using Microsoft.ML.Umt.Runtime;
using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>A fact that needs an NVIDIA GPU and a CUDA libtorch; elsewhere it is skipped and says so.</summary>
internal sealed class GpuFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> HasGpu = new(() =>
    {
        NativeRuntime.EnsureLoaded();
        return torch.cuda.is_available();
    });

    public GpuFactAttribute() => Skip = HasGpu.Value ? null : "Needs an NVIDIA GPU and a CUDA build of libtorch.";
}
