namespace Microsoft.ML.Umt.Modeling;

/// <summary>A video-text model described as data: its sizes, how its frames are normalised and what its towers can start from. Immutable.</summary>
public sealed record VideoTextPreset
{
    /// <summary>The name by which <see cref="VideoTextPresets.Get"/> finds it, such as <c>umt-vt-b16</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people who choose between presets.</summary>
    public required string Description { get; init; }

    /// <summary>Sizes of the pretraining model; <see cref="VideoTextConfig.ForRetrieval"/> gives those of finetuning.</summary>
    public required VideoTextConfig Config { get; init; }

    /// <summary>Mean of the red, green and blue values (of 0 to 1) to subtract. Default: ImageNet's.</summary>
    public IReadOnlyList<float> Mean { get; init; } = ImageNetStatistics.Mean;

    /// <summary>Standard deviation of the red, green and blue values to divide by. Default: ImageNet's.</summary>
    public IReadOnlyList<float> Std { get; init; } = ImageNetStatistics.Std;

    /// <summary>Name of the model whose weights the vision tower can start from, see <see cref="ModelPresets"/>; null when there is none.</summary>
    public string? VisionStart { get; init; }

    /// <summary>The text model whose weights the text tower can start from, such as <c>bert-base-uncased</c>; null when there is none.</summary>
    public string? TextStart { get; init; }

    /// <summary>Words of the published training, the start token included. Default 32.</summary>
    public int TextTokens { get; init; } = 32;

    /// <summary>Licence of the published weights; null when there are none.</summary>
    public string? Licence { get; init; }

    /// <summary>Web page the weights come from; null when there are none.</summary>
    public string? Source { get; init; }

    /// <summary>Names of the published weights, smallest training set first; empty when there are none.</summary>
    public IReadOnlyList<string> SourceFiles { get; init; } = [];

    /// <summary>Frames of a clip.</summary>
    public int Frames => Config.Vision.Frames;

    /// <summary>Side of the square frames in pixels.</summary>
    public int ImageSize => Config.Vision.ImageSize;

    /// <summary>The same model on clips of another length.</summary>
    /// <param name="frames">Frames of a clip, 1 or more.</param>
    public VideoTextPreset WithFrames(int frames) => frames == Frames ? this : this with { Config = Config with { Vision = Config.Vision with { Frames = frames } } };

    /// <summary>The same model as it scores: neither drop path nor recomputation.</summary>
    internal VideoTextPreset WithoutRegularisation() =>
        this with { Config = Config with { Vision = Config.Vision with { DropPathRate = 0, CheckpointedBlocks = 0 } } };

    /// <summary>The vision tower as a model of its own, for readers of frames: sizes, mean and standard deviation.</summary>
    public ModelPreset VisionPreset => new() { Name = Name, Description = Description, Video = Config.Vision, Mean = Mean, Std = Std };
}
