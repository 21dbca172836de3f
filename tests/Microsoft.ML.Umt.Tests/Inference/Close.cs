using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Inference;

/// <summary>How near two tensors of one shape are.</summary>
internal static class Close
{
    /// <summary>The greatest difference, as a share of the greatest expected magnitude.</summary>
    public static double RelativeError(Tensor actual, Tensor expected)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(ScalarType.Float32, actual.dtype);
        return (actual - expected).abs().max().item<float>() / expected.abs().max().item<float>();
    }

    /// <summary>The smallest cosine between rows along the last dimension.</summary>
    public static double Cosine(Tensor actual, Tensor expected)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        return nn.functional.cosine_similarity(actual, expected, -1).min().item<float>();
    }

    /// <summary>Whether every element is the same number.</summary>
    public static bool Same(Tensor actual, Tensor expected)
    {
        using var scope = NewDisposeScope();
        return actual.shape.SequenceEqual(expected.shape) && actual.dtype == expected.dtype && actual.eq(expected).all().item<bool>();
    }
}
