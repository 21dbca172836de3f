namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Looks for a file with weights before anything is made of it.</summary>
internal static class WeightFile
{
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static string Found(string path) => File.Exists(path)
        ? path
        : throw new FileNotFoundException($"There is no checkpoint '{path}'. Weights are never downloaded: get the file from its publisher.", path);
}
