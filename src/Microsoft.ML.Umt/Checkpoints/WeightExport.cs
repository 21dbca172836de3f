using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Writes weights for others to load, in the format that the file's name asks for.</summary>
internal static class WeightExport
{
    /// <summary>
    /// A PyTorch file with the weights under <c>model</c>, as the authors' code loads it, where the name ends in <c>.pth</c> or <c>.pt</c>; else safetensors. The file
    /// appears only when it is complete.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="tensors">Names and tensors.</param>
    /// <param name="metadata">Text to keep beside them in safetensors; PyTorch files have no place for it.</param>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        if (!IsTorch(path))
        {
            SafetensorsFile.Write(path, tensors, metadata);
            return;
        }
        var unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 20))
                TorchZipWriter.Write(stream, tensors);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static bool IsTorch(string path) =>
        path.EndsWith(".pth", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".pt", StringComparison.OrdinalIgnoreCase);
}
