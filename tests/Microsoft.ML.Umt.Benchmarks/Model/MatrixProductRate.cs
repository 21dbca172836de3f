using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Model;

/// <summary>The machine's own speed in one large matrix product, through libtorch: what no network can exceed.</summary>
internal sealed class MatrixProductRate : IDisposable
{
    private const int Side = 2048;
    private const int Repeats = 4;
    private readonly Tensor _left;
    private readonly Tensor _right;

    public MatrixProductRate(ScalarType type)
    {
        _left = randn(Side, Side).to_type(type);
        _right = randn(Side, Side).to_type(type);
    }

    public static double Flops => 2.0 * Side * Side * Side * Repeats;

    public void Run()
    {
        for (var i = 0; i < Repeats; i++)
        {
            mm(_left, _right).Dispose();
        }
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }
}
