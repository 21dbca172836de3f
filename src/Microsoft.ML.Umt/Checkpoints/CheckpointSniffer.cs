using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Tells the kind of a file from its first bytes; the name counts only where they leave a doubt.</summary>
internal static class CheckpointSniffer
{
    /// <summary>The kind; <see cref="CheckpointFormat.TorchZip"/> stands for TorchScript too, which shows only inside.</summary>
    public static CheckpointFormat Sniff(Stream file, string name)
    {
        Span<byte> head = stackalloc byte[64];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (head.IsEmpty)
            throw new CheckpointException("The file is empty; fetch it again.");
        if (head.StartsWith("PK\x03\x04"u8))
            return CheckpointFormat.TorchZip;
        if (LooksLikeSafetensors(head) || name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return CheckpointFormat.Safetensors;
        if (head[0] == 0x80)
            return CheckpointFormat.TorchLegacy;
        throw new CheckpointException(Describe(head));
    }

    private static bool LooksLikeSafetensors(ReadOnlySpan<byte> head) =>
        head.Length > 8 && head[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(head) <= SafetensorsHeader.MostBytes;

    private static string Describe(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("version https://git-lfs"u8))
            return "This is only a Git LFS pointer; fetch the file itself ('git lfs pull').";
        string text = Encoding.ASCII.GetString(head).TrimStart();
        if (text.StartsWith('<'))
            return "This is a web page, not a checkpoint; the download went wrong.";
        return "This is neither a safetensors file nor one that PyTorch wrote; its first bytes are "
            + Convert.ToHexString(head[..Math.Min(8, head.Length)]) + ".";
    }
}
