using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Runtime;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Weights in main memory and, once asked for, the encoder made from them. Disposed when nobody uses either.</summary>
internal sealed class EncoderOnDemand(EncoderModel model, ComputePrecision precision, DeviceRequest request) : IDisposable
{
    private readonly object _gate = new();
    private IVideoEncoder? _value;

    public EncoderModel Model => model;

    public IVideoEncoder Value
    {
        get
        {
            lock (_gate)
                return _value ??= Create();
        }
    }

    public void Dispose()
    {
        _value?.Dispose();
        model.Dispose();
    }

    private IVideoEncoder Create()
    {
        var device = request.Resolve();
        return VideoEncoders.Create(model.Module, PrecisionSupport.Resolve(precision, device), device);
    }
}
