using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>
/// A network in use by one or several transformers: disposed when the last of its owners is and no call is under way. Thread-safe.
/// </summary>
internal sealed class DeferredNetwork<TModule> : IDisposable
    where TModule : nn.Module
{
    private readonly SharedResource<NetworkOnDemand<TModule>> _resource;
    private readonly object _gate;
    private readonly int[] _owners;
    private bool _disposed;

    /// <param name="network">Owned from here on.</param>
    /// <param name="precision">Number format of the arithmetic.</param>
    /// <param name="device">Resolved at first use.</param>
    public DeferredNetwork(TextVideoNetwork<TModule> network, ComputePrecision precision, DeviceRequest device)
        : this(new SharedResource<NetworkOnDemand<TModule>>(new NetworkOnDemand<TModule>(network, precision, device), "video-text model"), new object(), [1])
    {
    }

    private DeferredNetwork(SharedResource<NetworkOnDemand<TModule>> resource, object gate, int[] owners) => (_resource, _gate, _owners) = (resource, gate, owners);

    /// <summary>The same network for another owner, who disposes what this returns.</summary>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public DeferredNetwork<TModule> Share()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, "video-text model");
            _owners[0]++;
            return new DeferredNetwork<TModule>(_resource, _gate, _owners);
        }
    }

    /// <summary>Computes with the network on its device, without gradients.</summary>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public TResult Use<TResult>(Func<PlacedNetwork<TModule>, TResult> compute)
    {
        ObjectDisposedException.ThrowIf(_disposed, "video-text model");
        return _resource.Use(network => network.Placed.Compute(compute));
    }

    /// <summary>Writes description, vocabulary and weights.</summary>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public void Save(ModelWriter writer) => Look(network =>
    {
        network.Save(writer);
        return network;
    });

    /// <summary>Something about the network that needs no device.</summary>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public TResult Look<TResult>(Func<TextVideoNetwork<TModule>, TResult> look)
    {
        ObjectDisposedException.ThrowIf(_disposed, "video-text model");
        return _resource.Use(network => network.Look(look));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (--_owners[0] == 0)
                _resource.Dispose();
        }
    }
}
