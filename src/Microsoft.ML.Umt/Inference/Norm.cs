using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>A layer norm that owns its weights. Thread-safe.</summary>
internal sealed class Norm : IDisposable
{
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly double _epsilon;

    public Norm(NormWeights weights, ScalarType type, Device device)
    {
        _weight = OwnedTensor.Copy(weights.Weight, type, device);
        _bias = OwnedTensor.Copy(weights.Bias, type, device);
        _epsilon = weights.Epsilon;
    }

    public Tensor Forward(Tensor input) => nn.functional.layer_norm(input, _weight.shape, _weight, _bias, _epsilon);

    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
    }
}
