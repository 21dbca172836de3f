using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>What a network is made of, without its weights. Exactly one of the two configurations is set. Immutable.</summary>
internal sealed record NetworkDefinition
{
    private static readonly JsonSerializerOptions Json = new() { IgnoreReadOnlyProperties = true, Converters = { new JsonStringEnumConverter() } };

    public required string Name { get; init; }

    public VideoTransformerConfig? Video { get; init; }

    public ImageTransformerConfig? Image { get; init; }

    public required float[] Mean { get; init; }

    public required float[] Std { get; init; }

    [JsonIgnore]
    public bool EncodesFrames => Image is not null;

    [JsonIgnore]
    public int ImageSize => Video?.ImageSize ?? Image!.ImageSize;

    /// <summary>A block's number counted from 0, whether it was counted from the first or, below 0, from the last.</summary>
    public int? BlockNumber(int? layer) => layer < 0 ? layer + (Video?.Depth ?? Image!.Depth) : layer;

    /// <summary>The preset's network for another number of frames, another size of frames or other classes.</summary>
    /// <param name="preset">Where to start from.</param>
    /// <param name="frames">Frames of a clip.</param>
    /// <param name="imageSize">Side of the frames; null keeps the preset's.</param>
    /// <param name="classes">Classes of the network's own head, 0 for none.</param>
    public static NetworkDefinition Of(ModelPreset preset, int frames, int? imageSize, int classes) => new()
    {
        Name = preset.Name,
        Video = preset.Video is { } video ? video with { Frames = frames, ImageSize = imageSize ?? video.ImageSize, Classes = classes } : null,
        Image = preset.Image is { } image ? image with { ImageSize = imageSize ?? image.ImageSize, Classes = classes } : null,
        Mean = [.. preset.Mean],
        Std = [.. preset.Std],
    };

    public static NetworkDefinition FromJson(string json) =>
        JsonSerializer.Deserialize<NetworkDefinition>(json, Json) is { } definition && (definition.Video is null) != (definition.Image is null)
            ? definition
            : throw new FormatException("The model file is damaged: it describes no network.");

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public ClipNormalization CreateNormalization() => new(Mean, Std);

    /// <summary>The module with fresh weights, on the CPU.</summary>
    public nn.Module CreateModule(int? seed) => Video is { } video ? new VideoTransformer(video, seed) : new ImageTransformer(Image!, seed);
}
