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
        if (IsTorch(path))
            WholeFile.Write(path, stream => TorchZipWriter.Write(stream, tensors));
        else
            SafetensorsFile.Write(path, tensors, metadata);
    }

    private static bool IsTorch(string path) =>
        path.EndsWith(".pth", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".pt", StringComparison.OrdinalIgnoreCase);
}
