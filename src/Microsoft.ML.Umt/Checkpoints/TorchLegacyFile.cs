using System.Buffers.Binary;
using System.Numerics;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>The format of <c>torch.save</c> before PyTorch 1.6: magic number, version, system facts, the object, the storages' keys, the storages.</summary>
internal static class TorchLegacyFile
{
    private const long ProtocolVersion = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The pickled object and its storages; the pool takes the stream over.</summary>
    public static (object? Root, StoragePool Storages) Open(Stream file)
    {
        if (new PickleReader(file).Read() is not BigInteger magic || magic != Magic)
            throw new CheckpointException("This is a pickle, but not one that PyTorch wrote.");
        if (new PickleReader(file).Read() is not ProtocolVersion)
            throw new CheckpointException("The file has an unknown version of PyTorch's old format.");
        if (new PickleReader(file).Read() is PickleDictionary facts && facts.TryGetValue("little_endian", out var little) && little is false)
            throw new CheckpointException("The file was written on a big-endian machine, which is not supported; save it again on a common one.");

        var reader = new PickleReader(file);
        var root = reader.Read();
        if (new PickleReader(file).Read() is not List<object?> keys || !keys.All(key => key is string))
            throw new CheckpointException("The list of tensor storages is damaged.");
        return (root, new LegacyStorages(file, Locate(file, reader.Storages, keys.Cast<string>())));
    }

    private static Dictionary<string, (long Position, long Bytes)> Locate(Stream file, IReadOnlyList<StorageReference> references, IEnumerable<string> keys)
    {
        var known = new Dictionary<string, StorageReference>();
        foreach (var reference in references)
            known.TryAdd(reference.Key, reference);

        var places = new Dictionary<string, (long, long)>();
        Span<byte> count = stackalloc byte[sizeof(long)];
        foreach (var key in keys)
        {
            if (!known.TryGetValue(key, out var reference) || reference.Type is not { } type)
                throw new CheckpointException($"The tensor storage '{key}' belongs to no tensor; the file is damaged.");
            if (file.ReadAtLeast(count, count.Length, throwOnEndOfStream: false) < count.Length)
                throw CutShort(key);
            long length = BinaryPrimitives.ReadInt64LittleEndian(count);
            if (length != reference.Length)
                throw new CheckpointException($"The tensor storage '{key}' has {length} elements where {reference.Length} are expected; the file is damaged.");
            long bytes = TensorBounds.Bytes(type, length);
            long start = file.Position;
            if (bytes > file.Length - start)
                throw CutShort(key);
            places[key] = (start, bytes);
            file.Position = start + bytes;
        }
        return places;
    }

    private static CheckpointException CutShort(string key) => new($"The file ends inside the tensor storage '{key}'; it is cut short.");
}
