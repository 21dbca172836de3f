using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt;

/// <summary>Options of <see cref="VideoFeaturizationEstimator"/>.</summary>
public sealed class VideoFeaturizationOptions
{
    /// <summary>The encoder: one of <see cref="ModelPresets.All"/>, or a description of your own. Default <c>umt-b16</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ModelPreset Model
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Model));
    } = ModelPresets.Get("umt-b16");

    /// <summary>File with the encoder's weights (.safetensors or .pth). Default null, which needs <see cref="UseRandomWeights"/>; nothing is ever downloaded.</summary>
    public string? CheckpointPath { get; set; }

    /// <summary>
    /// Whether to make up the weights when there is no checkpoint. Such features are a random projection of the pixels, of use in tests only.
    /// Default false.
    /// </summary>
    public bool UseRandomWeights { get; set; }

    /// <summary>What is computed. Default <see cref="VideoEmbedding.Pooled"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public VideoEmbedding Embedding
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw OutOfRange(nameof(Embedding), value, "one of the named values");
    } = VideoEmbedding.Pooled;

    /// <summary>
    /// Zero-based block whose output is used, without the final norm; -1 is the last block, -2 the one before it. Default null: the last
    /// block followed by the final norm. -256 to 255, and within the depth of the model.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside -256 to 255.</exception>
    public int? Layer
    {
        get;
        set => field = value is null or (>= -256 and <= 255) ? value : throw OutOfRange(nameof(Layer), value, "null or -256 to 255");
    }

    /// <summary>
    /// Which frames the model sees, and how many clips of each video are averaged. Default null: one sparse clip of as many frames as the model takes.
    /// </summary>
    public FrameSamplingOptions? Sampling { get; set; }

    /// <summary>Crops along the long side that are averaged, 1 to 16; one is the centre. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 16.</exception>
    public int SpatialCrops
    {
        get;
        set => field = value is >= 1 and <= 16 ? value : throw OutOfRange(nameof(SpatialCrops), value, "1 to 16");
    } = 1;

    /// <summary>Videos per batch, and clips per call of the model, 1 to 1024. Default 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 1024.</exception>
    public int BatchSize
    {
        get;
        set => field = value is >= 1 and <= 1024 ? value : throw OutOfRange(nameof(BatchSize), value, "1 to 1024");
    } = 4;

    /// <summary>Number format of the model's arithmetic; the features are float32 in any case. Default <see cref="ComputePrecision.Auto"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ComputePrecision Precision
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw OutOfRange(nameof(Precision), value, "one of the named values");
    } = ComputePrecision.Auto;

    /// <summary>Index of the GPU to use, 0 or more. Default null: <c>MLContext.GpuDeviceId</c>, and without that the CPU. Not saved with a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? GpuDeviceId
    {
        get;
        set => field = value is null or >= 0 ? value : throw OutOfRange(nameof(GpuDeviceId), value, "null, 0 or more");
    }

    /// <summary>Whether to use the CPU when the GPU is absent, instead of failing. Default null: <c>MLContext.FallbackToCpu</c>. Not saved with a model.</summary>
    public bool? FallbackToCpu { get; set; }

    /// <summary>How videos are read. Default: one worker per processor, unreadable videos throw.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public VideoReadingOptions Reading
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Reading));
    } = new();

    internal FrameSamplingOptions EffectiveSampling => Sampling ?? new FrameSamplingOptions { FrameCount = Model.Frames };

    internal int ModelDepth => Model.Video?.Depth ?? Model.Image!.Depth;

    internal VideoFeaturizationOptions Clone()
    {
        var copy = (VideoFeaturizationOptions)MemberwiseClone();
        copy.Sampling = EffectiveSampling.Clone();
        copy.Reading = Reading.Clone();
        return copy;
    }

    /// <summary>Checks what single properties cannot know.</summary>
    /// <exception cref="ArgumentException">There are no weights, or the frames do not fit the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The model has no such layer.</exception>
    internal void Validate()
    {
        if ((Model.Video is null) == (Model.Image is null))
            throw new ArgumentException($"The model '{Model.Name}' must describe either a video or an image network.");
        var (height, width) = Model.Video is { } sizes ? (sizes.ImageHeight, sizes.ImageWidth) : (Model.Image!.ImageHeight, Model.Image.ImageWidth);
        if (height != width)
            throw new ArgumentException($"The model '{Model.Name}' takes frames of {height} x {width}; clips are cut into squares, so height and width must be equal.");
        if (CheckpointPath is null && !UseRandomWeights)
            throw new ArgumentException(
                $"{nameof(VideoFeaturizationOptions)}.{nameof(CheckpointPath)} is not set: the model '{Model.Name}' needs its weights. {WhereToFindWeights()} "
                + $"For a test without weights set {nameof(UseRandomWeights)}.");
        if (CheckpointPath is not null && UseRandomWeights)
            throw new ArgumentException($"Set either {nameof(CheckpointPath)} or {nameof(UseRandomWeights)}, not both.");
        if (Model.Video is { } video && EffectiveSampling.FrameCount != video.Frames)
            throw new ArgumentException(
                $"{nameof(Sampling)}.{nameof(FrameSamplingOptions.FrameCount)} is {EffectiveSampling.FrameCount}, but the model '{Model.Name}' takes {video.Frames} frames. "
                + $"Use {video.Frames}, or change the model: Model = preset with {{ Video = preset.Video with {{ Frames = {EffectiveSampling.FrameCount} }} }}.");
        if (Layer is { } layer && (layer >= ModelDepth || layer < -ModelDepth))
            throw OutOfRange(nameof(Layer), layer, $"between {-ModelDepth} and {ModelDepth - 1} for the model '{Model.Name}'");
    }

    private string WhereToFindWeights() => Model.HasPublishedWeights
        ? $"They are published at {Model.Source} as '{Model.SourceFile}'."
        : "None are published for it: train it first, or choose another model.";

    private static ArgumentOutOfRangeException OutOfRange(string name, object? value, string range) =>
        new(name, value, $"{nameof(VideoFeaturizationOptions)}.{name} must be {range}.");
}
