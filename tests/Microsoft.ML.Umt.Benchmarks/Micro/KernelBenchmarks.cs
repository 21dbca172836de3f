using BenchmarkDotNet.Attributes;
using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Micro;

/// <summary>
/// The two kernels that are our own: resizing of bytes (one frame of 340 x 256 to 224 x 224) against the same through libtorch, and softmax in bfloat16
/// (the scores of three heads of UMT-B/16, 1568 x 1568 each) against libtorch's.
/// </summary>
/// <remarks>In this process, because the native libraries that the build arranges beside this program are not copied into the ones that BenchmarkDotNet makes.</remarks>
[InProcess]
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private static readonly FrameSize Stored = new(256, 340);
    private static readonly FrameSize Resized = new(224, 224);
    private readonly byte[] _frame = new byte[Stored.RgbBytes];
    private readonly byte[] _resized = new byte[Resized.RgbBytes];
    private Tensor? _planes;
    private Tensor? _scores;

    [GlobalSetup]
    public void Prepare()
    {
        NativeRuntime.EnsureLoaded();
        new Random(1).NextBytes(_frame);
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        _planes = tensor(_frame, ScalarType.Byte).view(1, Stored.Height, Stored.Width, 3).permute(0, 3, 1, 2).to_type(ScalarType.Float32).contiguous().DetachFromDisposeScope();
        _scores = randn([3, 1568, 1568], generator: generator).to_type(ScalarType.BFloat16).DetachFromDisposeScope();
    }

    [GlobalCleanup]
    public void Release()
    {
        _planes?.Dispose();
        _scores?.Dispose();
    }

    [Benchmark]
    public void ByteResize() => FrameResize.Bilinear(_frame, 1, Stored, Resized, _resized);

    [Benchmark]
    public void LibtorchResize() =>
        nn.functional.interpolate(_planes!, [Resized.Height, Resized.Width], mode: InterpolationMode.Bilinear, align_corners: false).Dispose();

    // In place, so each round works on the results of the one before: the values do not change the time.
    [Benchmark]
    public void BFloat16SoftmaxInPlace() => BFloat16Softmax.ApplyInPlace(_scores!);

    [Benchmark]
    public void LibtorchSoftmax() => _scores!.softmax(-1).Dispose();
}
