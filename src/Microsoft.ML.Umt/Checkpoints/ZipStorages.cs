using System.IO.Compression;
using System.IO.Hashing;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Storages that are members <c>data/KEY</c> of a zip archive.</summary>
internal sealed class ZipStorages(ZipArchive archive, string folder, long budget) : StoragePool
{
    private long _budget = budget;

    protected override long? AvailableBytes(string key) => archive.GetEntry(folder + key)?.Length;

    protected override void Read(string key, Span<byte> target)
    {
        var entry = archive.GetEntry(folder + key)!;
        _budget -= target.Length;
        if (_budget < 0)
            throw new CheckpointException("The archive unpacks to far more than its own size; it is damaged or hostile.");
        using var content = entry.Open();
        content.ReadExactly(target);
        if (entry.Length == target.Length && entry.Crc32 != 0 && Crc32.HashToUInt32(target) != entry.Crc32)
            throw new CheckpointException($"The checksum of '{entry.FullName}' does not fit its content; the file is damaged, fetch it again.");
    }

    protected override void Close() => archive.Dispose();
}
