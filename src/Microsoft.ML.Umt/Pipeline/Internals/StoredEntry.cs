using System.IO.Compression;
using System.Runtime.CompilerServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Umt.Pipeline.Internals;

/// <summary>
/// Large payloads as uncompressed entries of the model file. ML.NET's own way writes a temporary file and then deflates it: about
/// 20 s for the weights of a B/16 model, to save 8 percent of the space.
/// </summary>
internal static class StoredEntry
{
    public static void Write(ModelSaveContext context, string name, Action<Stream> write)
    {
        var path = Path.Combine(context.Directory ?? "", name).Replace('\\', '/');
        using var stream = Archive(context.Repository).CreateEntry(path, CompressionLevel.NoCompression).Open();
        write(stream);
    }

    public static void Read(ModelLoadContext context, string name, Action<Stream> read)
    {
        if (!context.TryLoadBinaryStream(name, reader => read(reader.BaseStream)))
            throw new FormatException($"The model file is damaged: its entry '{Path.Combine(context.Directory ?? "", name)}' is absent.");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_archive")]
    private static extern ref ZipArchive Archive(RepositoryWriter repository);
}
