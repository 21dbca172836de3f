using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Looks for a file with weights before anything is made of it.</summary>
internal static class WeightFile
{
    /// <summary>Asks for the path of the weights of a model that is only loaded.</summary>
    /// <exception cref="ArgumentException">There is none; the message says where the weights are published.</exception>
    public static void CheckNamed(string? path, VideoTextPreset model, string owner)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new ArgumentException($"{owner}.CheckpointPath is not set: the model '{model.Name}' needs its weights. {Where(model)}");
    }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static string Found(string path) => File.Exists(path)
        ? path
        : throw new FileNotFoundException($"There is no checkpoint '{path}'. Weights are never downloaded: get the file from its publisher.", path);

    private static string Where(VideoTextPreset model) => model.Source is { } source
        ? $"They are published at {source}."
        : "None are published for it: train it first, or choose another model.";
}
