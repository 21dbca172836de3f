using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>libtorch's ordinary linear layer: for GPUs, and CPUs whose libtorch has no oneDNN.</summary>
internal sealed class PlainLinear : ILinear
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly bool _gelu;

    public PlainLinear(LinearWeights weights, bool gelu, ScalarType type, Device device)
    {
        _weight = OwnedTensor.Copy(weights.Weight, type, device);
        _bias = weights.Bias is { } bias ? OwnedTensor.Copy(bias, type, device) : null;
        _gelu = gelu;
    }

    public Tensor Forward(Tensor input)
    {
        var output = nn.functional.linear(input, _weight, _bias);
        return _gelu ? output.gelu_() : output;
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias?.Dispose();
    }
}
