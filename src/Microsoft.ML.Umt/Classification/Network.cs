using System.Collections.Concurrent;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// A network with its weights: a module in main memory, and encoders made from it when they are first needed. Transformers of one trainer share it;
/// it goes when the last owner disposes its share. Thread-safe.
/// </summary>
internal sealed class Network : IDisposable
{
    private readonly object _gate = new();
    private readonly nn.Module _module;
    private readonly ConcurrentDictionary<(DeviceRequest, ComputePrecision), SharedResource<IVideoEncoder>> _encoders = new();
    private int _owners = 1;

    /// <param name="definition">What the module was made from.</param>
    /// <param name="module">The module on the CPU, from now on owned by this object.</param>
    /// <param name="identity">A text that is equal for equal weights, for caches; null if unknown.</param>
    public Network(NetworkDefinition definition, nn.Module module, string? identity)
    {
        module.eval();
        (Definition, _module, Identity) = (definition, module, identity);
    }

    public NetworkDefinition Definition { get; }

    public string? Identity { get; }

    /// <summary>Another share, or null when the network is gone.</summary>
    public Network? TryShare()
    {
        lock (_gate)
        {
            if (_owners == 0)
                return null;
            _owners++;
            return this;
        }
    }

    /// <summary>Runs with the encoder for a device, making it on first use.</summary>
    /// <exception cref="ObjectDisposedException">The network is gone.</exception>
    public TResult Use<TResult>(DeviceRequest device, ComputePrecision precision, Func<IVideoEncoder, TResult> use)
    {
        SharedResource<IVideoEncoder> encoder;
        lock (_gate)
        {
            ThrowIfGone();
            encoder = _encoders.GetOrAdd((device, precision), _ => new SharedResource<IVideoEncoder>(Create(device, precision), nameof(VideoClassificationTransformer)));
        }
        return encoder.Use(use);
    }

    /// <summary>Writes the weights as safetensors.</summary>
    /// <exception cref="ObjectDisposedException">The network is gone.</exception>
    public void WriteWeights(Stream stream)
    {
        lock (_gate)
        {
            ThrowIfGone();
            SafetensorsFile.Write(stream, _module.state_dict());
        }
    }

    /// <summary>Writes the weights to a file, which appears only when it is whole.</summary>
    /// <exception cref="ObjectDisposedException">The network is gone.</exception>
    public void WriteWeights(string path, IReadOnlyDictionary<string, string> metadata)
    {
        lock (_gate)
        {
            ThrowIfGone();
            WeightExport.Write(path, _module.state_dict(), metadata);
        }
    }

    /// <summary>Makes a network from saved weights.</summary>
    public static Network ReadWeights(NetworkDefinition definition, Stream stream)
    {
        var module = definition.CreateModule(seed: 0);
        try
        {
            using var weights = SafetensorsFile.Read(stream, "the model's weights");
            CheckpointLoader.Load(module, weights);
            return new Network(definition, module, identity: null);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_owners == 0 || --_owners > 0)
                return;
            foreach (var encoder in _encoders.Values)
                encoder.Dispose();
            _module.Dispose();
        }
    }

    private IVideoEncoder Create(DeviceRequest request, ComputePrecision precision)
    {
        NativeRuntime.EnsureLoaded();
        var device = request.Resolve();
        return VideoEncoders.Create(_module, PrecisionSupport.Resolve(precision, device), device);
    }

    private void ThrowIfGone() => ObjectDisposedException.ThrowIf(_owners == 0, typeof(VideoClassificationTransformer));
}
