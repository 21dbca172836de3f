using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>
/// An encoder that takes its place on the device when it is first used. Thread-safe; disposing waits for nobody: calls under way keep
/// the encoder until they end.
/// </summary>
internal sealed class DeferredEncoder : IDisposable
{
    private readonly SharedResource<EncoderOnDemand> _encoder;

    /// <param name="model">The weights; owned from here on.</param>
    /// <param name="precision">Number format of the arithmetic.</param>
    /// <param name="device">Resolved at first use.</param>
    public DeferredEncoder(EncoderModel model, ComputePrecision precision, DeviceRequest device) =>
        _encoder = new SharedResource<EncoderOnDemand>(new EncoderOnDemand(model, precision, device), "video encoder");

    /// <summary>Runs <paramref name="use"/> with the encoder, making it first if need be.</summary>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public TResult Use<TResult>(Func<IVideoEncoder, TResult> use) => _encoder.Use(encoder => use(encoder.Value));

    /// <summary>Writes description and weights, as <see cref="EncoderModel.Read"/> reads them.</summary>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public void Save(ModelWriter writer) => _encoder.Use(encoder =>
    {
        encoder.Model.Save(writer);
        return encoder;
    });

    public void Dispose() => _encoder.Dispose();
}
