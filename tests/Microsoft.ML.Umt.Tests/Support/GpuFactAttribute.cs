namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>A fact that needs an NVIDIA GPU and a CUDA libtorch; elsewhere it is skipped and says so.</summary>
internal sealed class GpuFactAttribute : FactAttribute
{
    public GpuFactAttribute() => Skip = GpuDevice.IsAvailable ? null : "Needs an NVIDIA GPU and a CUDA build of libtorch.";
}
