namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Storages that follow the pickles of a legacy file.</summary>
internal sealed class LegacyStorages(Stream file, IReadOnlyDictionary<string, (long Position, long Bytes)> places) : StoragePool
{
    protected override long? AvailableBytes(string key) => places.TryGetValue(key, out var place) ? place.Bytes : null;

    protected override void Read(string key, Span<byte> target)
    {
        file.Position = places[key].Position;
        file.ReadExactly(target);
    }

    protected override void Close() => file.Dispose();
}
