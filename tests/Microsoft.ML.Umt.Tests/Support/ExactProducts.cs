using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>Matrix products and convolutions of float32 in whole float32 until disposed: GPUs round their inputs to 10 bits (TF32) where they are allowed to.</summary>
internal sealed class ExactProducts : IDisposable
{
    private readonly bool _products = torch.backends.cuda.matmul.allow_tf32;
    private readonly bool _convolutions = torch.backends.cudnn.allow_tf32;

    public ExactProducts()
    {
        torch.backends.cuda.matmul.allow_tf32 = false;
        torch.backends.cudnn.allow_tf32 = false;
    }

    public void Dispose()
    {
        torch.backends.cuda.matmul.allow_tf32 = _products;
        torch.backends.cudnn.allow_tf32 = _convolutions;
    }
}
