using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Variations of a video-text model's description.</summary>
internal static class PresetExtensions
{
    extension(VideoTextPreset preset)
    {
        /// <summary>Frames of a clip.</summary>
        public int Frames => preset.Config.Vision.Frames;

        /// <summary>Side of the square frames in pixels.</summary>
        public int ImageSize => preset.Config.Vision.ImageSize;

        /// <summary>The same model on clips of another length.</summary>
        public VideoTextPreset WithFrames(int frames) => preset.WithVision(preset.Config.Vision with { Frames = frames });

        /// <summary>The same model as it scores: neither drop path nor recomputation.</summary>
        public VideoTextPreset WithoutRegularisation() => preset.WithVision(preset.Config.Vision with { DropPathRate = 0, CheckpointedBlocks = 0 });

        /// <summary>The same model with another vision tower.</summary>
        public VideoTextPreset WithVision(VideoTransformerConfig vision) => preset with { Config = preset.Config with { Vision = vision } };
    }
}
