using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>Inputs and labels of some samples. Owns both tensors.</summary>
/// <param name="Inputs">First axis: samples.</param>
/// <param name="Labels">Class numbers, int64 <c>[B]</c>.</param>
internal sealed record TensorBatch(Tensor Inputs, Tensor Labels) : IDescribedBatch, IDisposable
{
    public IReadOnlyList<string> SampleNames => [];

    public IEnumerable<(string Name, Tensor Values)> Tensors => [(nameof(Inputs), Inputs), (nameof(Labels), Labels)];

    public void Dispose()
    {
        Inputs.Dispose();
        Labels.Dispose();
    }
}
