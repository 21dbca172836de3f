using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Runtime;

public class ComputeDeviceTests
{
    [Fact]
    public void NoGpuAskedForMeansCpu() => Assert.Equal(DeviceType.CPU, ComputeDevice.Resolve(gpuDeviceId: null, fallbackToCpu: false).type);

    [Fact]
    public void NegativeIdIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>("gpuDeviceId", () => ComputeDevice.Resolve(-1, fallbackToCpu: true));

    [Fact]
    public void AnIdBeyondTheMachinesGpusIsAnErrorOrTheCpu()
    {
        NativeRuntime.EnsureLoaded();
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        var error = Assert.Throws<UmtNativeLibraryException>(() => ComputeDevice.Resolve(count, fallbackToCpu: false));
        Assert.Equal(NativeLibraryErrors.GpuMissing(count, count), error.Message);
        Assert.Contains("FallbackToCpu", error.Message);
        Assert.Equal(DeviceType.CPU, ComputeDevice.Resolve(count, fallbackToCpu: true).type);
    }

    [GpuFact]
    public void AGpuKeepsItsId()
    {
        if (GpuDevice.IsCpuInstead)
            return;
        var device = ComputeDevice.Resolve(0, fallbackToCpu: false);
        Assert.Equal((DeviceType.CUDA, 0), (device.type, device.index));
        using var sum = torch.ones(3, device: device).sum();
        Assert.Equal(3f, sum.item<float>());
    }
}
