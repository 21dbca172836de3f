using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>The zip archives of <c>torch.save</c> and TorchScript. Members are looked up by name and never written anywhere.</summary>
internal static class TorchZipFile
{
    private const long LargestPickle = 256 << 20;

    // Weights hardly compress, so what unpacks to many times the file is no checkpoint.
    private const long MostInflation = 4;
    private const long FreeBytes = 256 << 20;

    /// <summary>The pickled object, its storages and whether it is a TorchScript module; the pool takes the stream over.</summary>
    public static (object? Root, StoragePool Storages, bool IsScript) Open(Stream file)
    {
        var archive = new ZipArchive(file, ZipArchiveMode.Read);
        var pickle = archive.Entries.FirstOrDefault(entry => entry.Name == "data.pkl" && entry.FullName.Count(c => c == '/') <= 1)
            ?? throw new CheckpointException("The zip archive has no member 'data.pkl', so it is no PyTorch checkpoint.");
        string folder = pickle.FullName[..^"data.pkl".Length];
        CheckByteOrder(archive, folder);

        using var content = new MemoryStream(ReadSmall(pickle, LargestPickle), writable: false);
        var root = new PickleReader(content).Read();
        long budget = file.Length * MostInflation + FreeBytes;
        bool isScript = archive.GetEntry(folder + "constants.pkl") is not null;
        return (root, new ZipStorages(archive, folder + "data/", budget), isScript);
    }

    private static void CheckByteOrder(ZipArchive archive, string folder)
    {
        if (archive.GetEntry(folder + "byteorder") is not { } entry)
            return;
        string order = Encoding.ASCII.GetString(ReadSmall(entry, 64)).Trim();
        if (order != "little")
            throw new CheckpointException($"The file says its byte order is '{order}'; only 'little' is supported. Save it again on a common machine.");
    }

    private static byte[] ReadSmall(ZipArchiveEntry entry, long most)
    {
        if (entry.Length > most)
            throw new CheckpointException($"The member '{entry.FullName}' has {entry.Length} bytes, more than a checkpoint needs.");
        // Grows with what is really there: the declared length of a damaged file may be far off.
        using var content = entry.Open();
        using var buffer = new MemoryStream();
        var chunk = new byte[81920];
        for (int read = content.Read(chunk); read > 0; read = content.Read(chunk))
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > most)
                throw new CheckpointException($"The member '{entry.FullName}' unpacks to more than a checkpoint needs.");
        }
        return buffer.ToArray();
    }
}
