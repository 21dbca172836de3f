using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>Which number format is the fast one on a device.</summary>
internal static class PrecisionSupport
{
    // CPUID leaf 7: AVX512-BF16 is bit 5 of EAX in subleaf 1, AMX-BF16 bit 22 of EDX in subleaf 0.
    private const int ExtendedFeatures = 7;
    private const int Avx512BFloat16Bit = 5;
    private const int AmxBFloat16Bit = 22;

    // The first GPU generation with bfloat16 matrix units.
    private const int Ampere = 8;

    // .NET 10 has no intrinsics (hence no IsSupported) for either extension, so the processor is asked directly.
    private static readonly bool CpuHasBFloat16 = HasAvx512BFloat16() || HasAmxBFloat16();

    /// <summary>Whether bfloat16 matrix products run on dedicated instructions of the device.</summary>
    public static bool HasFastBFloat16(torch.Device device) => device.type switch
    {
        DeviceType.CPU => CpuHasBFloat16,
        DeviceType.CUDA => CudaDriver.ComputeCapability(Math.Max(device.index, 0)) >= Ampere,
        _ => false,
    };

    /// <summary>The element type to compute in.</summary>
    /// <exception cref="NotSupportedException">Float16 is asked of anything but an NVIDIA GPU.</exception>
    public static torch.ScalarType Resolve(ComputePrecision precision, torch.Device device) => precision switch
    {
        ComputePrecision.Float32 => torch.ScalarType.Float32,
        ComputePrecision.BFloat16 => torch.ScalarType.BFloat16,
        ComputePrecision.Auto => HasFastBFloat16(device) ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32,
        ComputePrecision.Float16 when device.type == DeviceType.CUDA => torch.ScalarType.Float16,
        ComputePrecision.Float16 => throw new NotSupportedException(
            $"{nameof(ComputePrecision)}.{nameof(ComputePrecision.Float16)} needs an NVIDIA GPU; the device is {device}. Use {nameof(ComputePrecision.BFloat16)} or {nameof(ComputePrecision.Auto)} here."),
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "Auto, Float32, BFloat16 or Float16 is expected."),
    };

    // The operating system must save the wide registers too; Avx512F.IsSupported answers for both.
    private static bool HasAvx512BFloat16() => Avx512F.IsSupported && IsSet(X86Base.CpuId(ExtendedFeatures, 1).Eax, Avx512BFloat16Bit);

    private static bool HasAmxBFloat16() => Avx512F.IsSupported && IsSet(X86Base.CpuId(ExtendedFeatures, 0).Edx, AmxBFloat16Bit);

    private static bool IsSet(int register, int bit) => (register >>> bit & 1) != 0;
}
