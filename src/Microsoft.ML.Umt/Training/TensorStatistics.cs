using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>What a tensor looks like, for a report. Minimum, maximum, mean and norm are those of its finite elements; NaN when there are none.</summary>
internal sealed record TensorStatistics(string Name, long[] Shape, string Type, double Minimum, double Maximum, double Mean, double Norm, long NotFinite)
{
    public static TensorStatistics Of(string name, Tensor tensor)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var values = tensor.detach().to(ScalarType.Float32).flatten();
        var finite = values.masked_select(values.isfinite());
        var count = finite.numel();
        double Read(Func<Tensor> compute) => count == 0 ? double.NaN : compute().item<float>();
        return new TensorStatistics(
            name,
            tensor.shape,
            tensor.dtype.ToString(),
            Read(() => finite.min()),
            Read(() => finite.max()),
            Read(() => finite.mean()),
            Read(() => finite.norm()),
            values.numel() - count);
    }
}
