using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>A network that takes its place on the device when it is first used. Disposed when nobody uses it.</summary>
internal sealed class NetworkOnDemand<TModule>(TextVideoNetwork<TModule> network, ComputePrecision precision, DeviceRequest request) : IDisposable
    where TModule : nn.Module
{
    private readonly object _gate = new();
    private volatile PlacedNetwork<TModule>? _placed;

    public PlacedNetwork<TModule> Placed
    {
        get
        {
            if (_placed is { } placed)
                return placed;
            lock (_gate)
                return _placed ??= Place();
        }
    }

    /// <summary>Something about the network, never while it is on its way to the device.</summary>
    public TResult Look<TResult>(Func<TextVideoNetwork<TModule>, TResult> look)
    {
        lock (_gate)
            return look(network);
    }

    public void Dispose() => network.Dispose();

    private PlacedNetwork<TModule> Place()
    {
        var device = request.Resolve();
        network.Module.to(device);
        return new PlacedNetwork<TModule>(network, network.CreateNormalization(), device, PrecisionSupport.Resolve(precision, device));
    }
}
