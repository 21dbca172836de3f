using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Saved form of a network's description: what is needed to build it again and to feed it.</summary>
internal static class SavedPreset
{
    private const int Version = 1;

    public static void Write(ModelWriter writer, ModelPreset preset)
    {
        writer.Write(Version);
        writer.Write(preset.Name);
        writer.Write(preset.Description);
        writer.Write([.. preset.Mean]);
        writer.Write([.. preset.Std]);
        writer.Write(preset.Video is not null);
        if (preset.Video is { } video)
            Write(writer, video);
        else
            Write(writer, preset.Image!);
    }

    public static ModelPreset Read(ModelReader reader)
    {
        reader.ReadVersion(Version, nameof(ModelPreset));
        var preset = new ModelPreset
        {
            Name = reader.ReadRequiredString(),
            Description = reader.ReadString() ?? "",
            Mean = reader.ReadSingles(),
            Std = reader.ReadSingles(),
        };
        return reader.ReadBoolean() ? preset with { Video = ReadVideo(reader) } : preset with { Image = ReadImage(reader) };
    }

    private static void Write(ModelWriter writer, VideoTransformerConfig config)
    {
        writer.Write(config.ImageHeight);
        writer.Write(config.ImageWidth);
        writer.Write(config.PatchSize);
        writer.Write(config.Frames);
        writer.Write(config.TubeletSize);
        writer.Write(config.Width);
        writer.Write(config.Depth);
        writer.Write(config.Heads);
        writer.Write(config.MlpRatio);
        writer.Write(config.QkvBias);
        writer.Write(config.LayerScale);
        writer.Write(config.Classes);
        writer.Write(config.Pooling);
        writer.Write(config.Positions);
        writer.Write(config.NormEpsilon);
    }

    // Drop rates, recomputation and the head's start values concern training only; a saved network is past it.
    private static VideoTransformerConfig ReadVideo(ModelReader reader) => new()
    {
        ImageHeight = reader.ReadInt32(),
        ImageWidth = reader.ReadInt32(),
        PatchSize = reader.ReadInt32(),
        Frames = reader.ReadInt32(),
        TubeletSize = reader.ReadInt32(),
        Width = reader.ReadInt32(),
        Depth = reader.ReadInt32(),
        Heads = reader.ReadInt32(),
        MlpRatio = reader.ReadDouble(),
        QkvBias = reader.ReadBoolean(),
        LayerScale = reader.ReadDouble(),
        Classes = reader.ReadInt32(),
        Pooling = reader.ReadEnum<TokenPooling>(),
        Positions = reader.ReadEnum<PositionTable>(),
        NormEpsilon = reader.ReadDouble(),
    };

    private static void Write(ModelWriter writer, ImageTransformerConfig config)
    {
        writer.Write(config.ImageHeight);
        writer.Write(config.ImageWidth);
        writer.Write(config.PatchSize);
        writer.Write(config.Width);
        writer.Write(config.Depth);
        writer.Write(config.Heads);
        writer.Write(config.MlpRatio);
        writer.Write(config.Classes);
        writer.Write(config.NormEpsilon);
    }

    private static ImageTransformerConfig ReadImage(ModelReader reader) => new()
    {
        ImageHeight = reader.ReadInt32(),
        ImageWidth = reader.ReadInt32(),
        PatchSize = reader.ReadInt32(),
        Width = reader.ReadInt32(),
        Depth = reader.ReadInt32(),
        Heads = reader.ReadInt32(),
        MlpRatio = reader.ReadDouble(),
        Classes = reader.ReadInt32(),
        NormEpsilon = reader.ReadDouble(),
    };
}
