using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt;

/// <summary>Which encoder a component uses and where its weights come from. Immutable. Nothing is ever downloaded.</summary>
public sealed class VideoEncoderSource
{
    private VideoEncoderSource(ModelPreset preset, string? checkpointPath)
    {
        ArgumentNullException.ThrowIfNull(preset);
        Preset = preset;
        CheckpointPath = checkpointPath;
    }

    /// <summary>Sizes, normalisation and licence of the model.</summary>
    public ModelPreset Preset { get; }

    /// <summary>File with the weights; null for fresh random weights.</summary>
    public string? CheckpointPath { get; }

    /// <summary>A model with weights from a file (.safetensors, .pth, .pt). The file is opened when the encoder is first needed.</summary>
    /// <param name="path">The checkpoint, for example one that the authors of UMT published.</param>
    /// <param name="preset">Name of the model the file belongs to, see <see cref="ModelPresets"/>.</param>
    /// <exception cref="ArgumentException">The path is empty, or there is no such preset.</exception>
    public static VideoEncoderSource FromCheckpoint(string path, string preset) => FromCheckpoint(path, ModelPresets.Get(preset));

    /// <summary>A model of your own description with weights from a file.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="preset">What the file belongs to.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static VideoEncoderSource FromCheckpoint(string path, ModelPreset preset)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new VideoEncoderSource(preset, path);
    }

    /// <summary>A model with fresh random weights, to be trained from scratch. Without training it knows nothing.</summary>
    /// <param name="preset">Name of the model, see <see cref="ModelPresets"/>.</param>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static VideoEncoderSource FromScratch(string preset) => FromScratch(ModelPresets.Get(preset));

    /// <summary>A model of your own description with fresh random weights.</summary>
    /// <param name="preset">The model.</param>
    public static VideoEncoderSource FromScratch(ModelPreset preset) => new(preset, null);

    /// <inheritdoc/>
    public override string ToString() => CheckpointPath is null ? $"{Preset.Name} with random weights" : $"{Preset.Name} from {CheckpointPath}";
}
