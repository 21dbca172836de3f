using System.Text.RegularExpressions;
using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Support;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Runtime;

public class TorchGuardTests
{
    public TorchGuardTests() => NativeRuntime.EnsureLoaded();

    [Theory]
    [InlineData(new long[] { 2, 3 }, new long[] { 3, 4 }, new long[] { 2, 4 })]
    [InlineData(new long[] { 3 }, new long[] { 3 }, new long[] { })]
    [InlineData(new long[] { 3 }, new long[] { 3, 4 }, new long[] { 4 })]
    [InlineData(new long[] { 2, 3 }, new long[] { 3 }, new long[] { 2 })]
    [InlineData(new long[] { 5, 1, 2, 3 }, new long[] { 6, 3, 4 }, new long[] { 5, 6, 2, 4 })]
    [InlineData(new long[] { 7, 2, 3 }, new long[] { 3 }, new long[] { 7, 2 })]
    public void MatricesThatFitAreMultiplied(long[] left, long[] right, long[] product)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(product, TorchGuard.MatMul(zeros(left), zeros(right)).shape);
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, new long[] { 2, 3 })]
    [InlineData(new long[] { 3 }, new long[] { 4 })]
    [InlineData(new long[] { }, new long[] { 4 })]
    [InlineData(new long[] { 4 }, new long[] { })]
    [InlineData(new long[] { 5, 2, 3 }, new long[] { 6, 3, 4 })]
    [InlineData(new long[] { 2, 3 }, new long[] { 4 })]
    public void MatricesThatDoNotFitAreAnException(long[] left, long[] right)
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => TorchGuard.MatMul(zeros(left), zeros(right)));
        Assert.Contains($"[{string.Join(',', right)}]", error.Message);
    }

    [Fact]
    public void MatricesOfTwoTypesAreAnException()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => TorchGuard.MatMul(zeros(2, 2), zeros(2, 2, dtype: ScalarType.Float64)));
        Assert.Throws<ArgumentNullException>(() => TorchGuard.MatMul(zeros(2, 2), null!));
    }

    [Fact]
    public void GradientsComeBackAndLeaveGradAlone()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2 }).requires_grad_();
        var unused = tensor(new float[] { 3 }).requires_grad_();
        x.grad = tensor(new float[] { 7, 7 });

        var gradients = TorchGuard.Gradients([(x * x).sum()], [x, unused]);

        Assert.Equal([2f, 4f], gradients[0].data<float>().ToArray());
        Assert.Equal([0f], gradients[1].data<float>().ToArray());
        Assert.Equal([7f, 7f], x.grad!.data<float>().ToArray());
        Assert.Null(unused.grad);
    }

    [Fact]
    public void GradientsTakeWhatArrivesAtTheOutputs()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2 }).requires_grad_();

        var gradients = TorchGuard.Gradients([x * 3], [x], [tensor(new float[] { 1, 10 })]);

        Assert.Equal([3f, 30f], gradients[0].data<float>().ToArray());
    }

    [Fact]
    public void ImpossibleGradientsAreAnException()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2 }).requires_grad_();
        var y = x * 2;

        Assert.Throws<ArgumentException>(() => TorchGuard.Gradients([ones(1)], [x]));
        Assert.Throws<ArgumentException>(() => TorchGuard.Gradients([y], [x]));
        Assert.Throws<ArgumentException>(() => TorchGuard.Gradients([y], [x], [ones(3)]));
        Assert.Throws<ArgumentException>(() => TorchGuard.Gradients([y], [x], []));
        Assert.Throws<ArgumentException>(() => TorchGuard.Gradients([y.sum()], [ones(1)]));
        Assert.Throws<ArgumentException>(() => TorchGuard.Gradients([(y * 2).sum()], [y]));
        var once = (x * x).sum();
        TorchGuard.Gradients([once], [x]);
        Assert.ThrowsAny<Exception>(() => TorchGuard.Gradients([once], [x]));
    }

    [Fact]
    public void NoThreadsAreAnException() => Assert.Throws<ArgumentOutOfRangeException>(() => TorchGuard.SetThreadCount(0));

    [Fact]
    public void TheLibraryCallsTheGuardsAndNotTheOriginals()
    {
        if (SharedData.RepositoryRoot is not { } root)
        {
            return;
        }

        var original = new Regex(@"(?<!TorchGuard\.)\b(matmul|autograd\.grad|set_num_threads|cummax|cummin|jit\.compile)\(");
        var offenders = Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "TorchGuard.cs" && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .SelectMany(file => File.ReadLines(file).Where(line => original.IsMatch(line)).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"));

        Assert.Empty(offenders);
    }
}
