using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt;

/// <summary>Which encoder a component uses and where its weights come from. Immutable. Nothing is ever downloaded.</summary>
public sealed class VideoEncoderSource
{
    private VideoEncoderSource(string preset, string? checkpointPath)
    {
        Preset = ModelPresets.Get(preset);
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
    public static VideoEncoderSource FromCheckpoint(string path, string preset)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new VideoEncoderSource(preset, path);
    }

    /// <summary>A model with fresh random weights, to be trained from scratch. Without training it knows nothing.</summary>
    /// <param name="preset">Name of the model, see <see cref="ModelPresets"/>.</param>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static VideoEncoderSource FromScratch(string preset) => new(preset, null);

    /// <inheritdoc/>
    public override string ToString() => CheckpointPath is null ? $"{Preset.Name} with random weights" : $"{Preset.Name} from {CheckpointPath}";
}
