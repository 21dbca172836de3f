using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Runtime;

public class PrecisionSupportTests
{
    private const string CpuInfo = "/proc/cpuinfo";

    [Theory]
    [InlineData(ComputePrecision.Float32, torch.ScalarType.Float32)]
    [InlineData(ComputePrecision.BFloat16, torch.ScalarType.BFloat16)]
    public void WhatIsAskedForIsWhatIsUsed(ComputePrecision asked, torch.ScalarType expected)
    {
        NativeRuntime.EnsureLoaded();
        Assert.Equal(expected, PrecisionSupport.Resolve(asked, torch.CPU));
    }

    [LinuxFact]
    public void AutoFollowsTheProcessorsFlags()
    {
        NativeRuntime.EnsureLoaded();
        var flags = File.ReadLines(CpuInfo).First(line => line.StartsWith("flags", StringComparison.Ordinal)).Split(' ');
        var fast = flags.Contains("avx512_bf16") || flags.Contains("amx_bf16");
        Assert.Equal(fast, PrecisionSupport.HasFastBFloat16(torch.CPU));
        Assert.Equal(fast ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32, PrecisionSupport.Resolve(ComputePrecision.Auto, torch.CPU));
    }

    [Fact]
    public void AnUnknownPrecisionIsRefused()
    {
        NativeRuntime.EnsureLoaded();
        Assert.Throws<ArgumentOutOfRangeException>("precision", () => PrecisionSupport.Resolve((ComputePrecision)9, torch.CPU));
    }
}
