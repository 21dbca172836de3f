using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Brings weights from files into a video-text model.</summary>
internal static class VideoTextLoading
{
    /// <summary>Loads the whole model, or its towers; what is null is left as it is.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">A file cannot be read or does not fit.</exception>
    public static void Load(VideoTextModel model, string? whole, string? vision, string? text, Action<string> log)
    {
        if (whole is not null)
            log($"Video-text model: {CheckpointLoader.Load(model, WeightFile.Found(whole))}");
        if (vision is not null)
            log($"Vision tower: {VideoTextCheckpoints.LoadVision(model, WeightFile.Found(vision))}");
        if (text is not null)
            log($"Text tower: {VideoTextCheckpoints.LoadText(model, WeightFile.Found(text))}");
    }
}
