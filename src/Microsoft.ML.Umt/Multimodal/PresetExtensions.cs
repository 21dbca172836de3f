using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Variations of a video-text model's description.</summary>
internal static class PresetExtensions
{
    extension(VideoTextPreset preset)
    {
        /// <summary>The same model with another vision tower.</summary>
        public VideoTextPreset WithVision(VideoTransformerConfig vision) => preset with { Config = preset.Config with { Vision = vision } };
    }
}
