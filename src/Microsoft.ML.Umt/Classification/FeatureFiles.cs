using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Umt.Checkpoints;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Features in files: the SHA-256 of the values, then the values. A damaged or half-written file counts as absent. Thread-safe.</summary>
internal sealed class FeatureFiles(string folder)
{
    public string Folder => folder;

    public float[]? Find(string key)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(PathOf(key));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        if (bytes.Length < SHA256.HashSizeInBytes || (bytes.Length - SHA256.HashSizeInBytes) % sizeof(float) != 0)
            return null;
        var values = bytes.AsSpan(SHA256.HashSizeInBytes);
        return SHA256.HashData(values).AsSpan().SequenceEqual(bytes.AsSpan(0, SHA256.HashSizeInBytes))
            ? MemoryMarshal.Cast<byte, float>(values).ToArray()
            : null;
    }

    public void Add(string key, float[] features)
    {
        WholeFile.Write(PathOf(key), file =>
        {
            var values = MemoryMarshal.AsBytes<float>(features);
            file.Write(SHA256.HashData(values));
            file.Write(values);
        });
    }

    private string PathOf(string key) => Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) + ".features");
}
