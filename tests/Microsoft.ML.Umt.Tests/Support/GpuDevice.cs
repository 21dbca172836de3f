using Microsoft.ML.Umt.Runtime;
using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>The GPU that the tests of the GPU run on.</summary>
/// <remarks><c>UMT_GPU_TESTS_ON=cpu</c> runs them on the CPU instead: that shows nothing of a GPU, but that the tests themselves are sound.</remarks>
internal static class GpuDevice
{
    public const string Variable = "UMT_GPU_TESTS_ON";

    private static readonly Lazy<bool> HasGpu = new(() =>
    {
        NativeRuntime.EnsureLoaded();
        return torch.cuda.is_available();
    });

    public static bool IsCpuInstead { get; } = Environment.GetEnvironmentVariable(Variable) == "cpu";

    public static bool IsAvailable => IsCpuInstead || HasGpu.Value;

    /// <summary>What the options of trainers call it.</summary>
    public static int? Id => IsCpuInstead ? null : 0;

    public static torch.Device Get() => ComputeDevice.Resolve(Id, fallbackToCpu: false);
}
