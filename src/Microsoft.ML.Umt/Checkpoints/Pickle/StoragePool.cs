using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// The storages of one file, each read when a tensor first needs it and shared by all its views. Checks lengths before it allocates.
/// Owns the tensors it has handed out; not thread-safe.
/// </summary>
internal abstract class StoragePool : IDisposable
{
    private const long MostBytesOfOne = int.MaxValue;
    private readonly Dictionary<string, Tensor> _storages = [];

    /// <summary>The view that a pickle describes, checked against its storage. Belongs to the pool.</summary>
    public Tensor Tensor(TensorReference reference)
    {
        TensorBounds.Check(reference);
        var storage = Storage(reference);
        using var _ = no_grad();
        return storage.as_strided(reference.Shape, reference.Strides, reference.Storage.ViewOffset + reference.Offset).DetachFromDisposeScope();
    }

    /// <summary>Ends the pool and its storages.</summary>
    public void Dispose()
    {
        foreach (var storage in _storages.Values)
            storage.Dispose();
        _storages.Clear();
        Close();
    }

    /// <summary>Bytes of a storage that the file really has, or null when it has no such storage.</summary>
    protected abstract long? AvailableBytes(string key);

    /// <summary>Fills the target with the first bytes of a storage.</summary>
    protected abstract void Read(string key, Span<byte> target);

    protected abstract void Close();

    private Tensor Storage(TensorReference reference)
    {
        var (key, length) = (reference.Storage.Key, TensorBounds.Elements(reference));
        if (_storages.TryGetValue(key, out var known))
        {
            if (known.dtype != reference.Type || known.numel() != length)
                throw new CheckpointException($"The tensor storage '{key}' is described in two ways that disagree; the file is damaged.");
            return known;
        }
        long needed = TensorBounds.Bytes(reference.Type, length);
        long available = AvailableBytes(key) ?? throw new CheckpointException($"The tensor storage '{key}' is missing; the file is incomplete.");
        if (needed > available)
            throw new CheckpointException($"The tensor storage '{key}' should have {needed} bytes, found {available}; the file is cut short or damaged.");
        if (needed > MostBytesOfOne)
            throw new CheckpointException($"The tensor storage '{key}' has {needed} bytes; more than 2 GiB in one block is not supported. Save as safetensors in parts.");
        var storage = empty(length, dtype: reference.Type, device: CPU).DetachFromDisposeScope();
        try
        {
            if (needed > 0)
                Read(key, storage.bytes);
        }
        catch
        {
            storage.Dispose();
            throw;
        }
        return _storages[key] = storage;
    }
}
