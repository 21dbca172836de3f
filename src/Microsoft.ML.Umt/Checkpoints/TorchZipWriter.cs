using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// Writes tensors as <c>torch.save({"model": state_dict}, path)</c> does, so that <c>torch.load</c> reads them, also with <c>weights_only=True</c>.
/// TorchSharp writes a format of its own.
/// </summary>
internal static class TorchZipWriter
{
    private const string Folder = "archive/";

    /// <summary>Writes tensors, on any device, contiguous or not, under the key <c>model</c>.</summary>
    /// <param name="stream">Where to write; stays open.</param>
    /// <param name="tensors">Names and tensors; no name twice.</param>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var list = tensors.ToList();
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(archive, "data.pkl", Pickle(list));
        Add(archive, "byteorder", "little"u8);
        for (var i = 0; i < list.Count; i++)
        {
            using var scope = NewDisposeScope();
            var data = list[i].Value.detach().cpu().contiguous();
            Add(archive, FormattableString.Invariant($"data/{i}"), data.numel() > 0 ? data.bytes : []);
        }
        Add(archive, "version", "3\n"u8);
    }

    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> content)
    {
        // Stored as it is: PyTorch maps these members.
        using var member = archive.CreateEntry(Folder + name, CompressionLevel.NoCompression).Open();
        member.Write(content);
    }

    private static byte[] Pickle(List<KeyValuePair<string, Tensor>> tensors)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write([0x80, 2]);
        writer.Write("}"u8);
        Text(writer, "model");
        writer.Write("}("u8);
        for (var i = 0; i < tensors.Count; i++)
        {
            Text(writer, tensors[i].Key);
            Rebuild(writer, tensors[i].Value, FormattableString.Invariant($"{i}"));
        }
        // The inner dictionary takes its items, the outer one the inner, and that is all.
        writer.Write("us."u8);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>A call of the function by which PyTorch makes a tensor of a storage: storage, offset, sizes, strides, no gradient, no hooks.</summary>
    private static void Rebuild(BinaryWriter writer, Tensor tensor, string storage)
    {
        writer.Write("ctorch._utils\n_rebuild_tensor_v2\n(("u8);
        Text(writer, "storage");
        writer.Write(Encoding.ASCII.GetBytes($"ctorch\n{TorchTypes.StorageOf(tensor.dtype)}\n"));
        Text(writer, storage);
        Text(writer, "cpu");
        Number(writer, tensor.numel());
        writer.Write("tQ"u8);
        Number(writer, 0);
        var sizes = tensor.shape;
        Tuple(writer, sizes);
        Tuple(writer, [.. sizes.Select((_, i) => sizes[(i + 1)..].Aggregate(1L, (product, size) => product * size))]);
        writer.Write([0x89]);
        writer.Write("ccollections\nOrderedDict\n)RtR"u8);
    }

    private static void Tuple(BinaryWriter writer, long[] numbers)
    {
        writer.Write("("u8);
        foreach (var number in numbers)
            Number(writer, number);
        writer.Write("t"u8);
    }

    private static void Number(BinaryWriter writer, long number)
    {
        if (number is >= int.MinValue and <= int.MaxValue)
        {
            writer.Write("J"u8);
            writer.Write((int)number);
            return;
        }
        writer.Write([0x8A, sizeof(long)]);
        writer.Write(number);
    }

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write("X"u8);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }
}
