using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Saved form of a video-text model's description: what is needed to build it again and to feed it.</summary>
internal static class SavedVideoText
{
    private const int Version = 1;

    public static void Write(ModelWriter writer, VideoTextPreset preset)
    {
        writer.Write(Version);
        SavedPreset.Write(writer, new ModelPreset { Name = preset.Name, Description = preset.Description, Mean = preset.Mean, Std = preset.Std, Video = preset.Config.Vision });
        var config = preset.Config;
        writer.Write(config.PositionFrames);
        writer.Write(config.EmbeddingWidth);
        writer.Write(config.Temperature);
        writer.Write(config.KeepTemporal);
        writer.Write(config.LanguageHead);
        writer.Write(config.AlignedLayers);
        writer.Write(config.LayerInterval);
        writer.Write(config.TeacherWidth);
        writer.Write(config.DecoderNormEpsilon);
        Write(writer, config.Text);
    }

    public static VideoTextPreset Read(ModelReader reader)
    {
        reader.ReadVersion(Version, nameof(VideoTextPreset));
        var vision = SavedPreset.Read(reader);
        return new VideoTextPreset
        {
            Name = vision.Name,
            Description = vision.Description,
            Mean = vision.Mean,
            Std = vision.Std,
            Config = new VideoTextConfig
            {
                Vision = vision.Video ?? throw new FormatException("The model file is damaged: a video-text model without a video tower."),
                PositionFrames = reader.ReadNullableInt32(),
                EmbeddingWidth = reader.ReadInt32(),
                Temperature = reader.ReadDouble(),
                KeepTemporal = reader.ReadBoolean(),
                LanguageHead = reader.ReadBoolean(),
                AlignedLayers = reader.ReadInt32(),
                LayerInterval = reader.ReadDouble(),
                TeacherWidth = reader.ReadInt32(),
                DecoderNormEpsilon = reader.ReadDouble(),
                Text = ReadText(reader),
            },
        };
    }

    // Dropout concerns training only; a saved network is past it, and its defaults come back when it is trained on.
    private static void Write(ModelWriter writer, BertConfig text)
    {
        foreach (var number in new[]
        {
            text.VocabularySize, text.Width, text.Depth, text.Heads, text.HiddenWidth, text.FusionLayer, text.MaxTokens, text.TokenTypes,
            text.PadId, text.UnknownId, text.StartId, text.EndId, text.MaskId,
        })
            writer.Write(number);
        writer.Write(text.NormEpsilon);
    }

    private static BertConfig ReadText(ModelReader reader) => new()
    {
        VocabularySize = reader.ReadInt32(),
        Width = reader.ReadInt32(),
        Depth = reader.ReadInt32(),
        Heads = reader.ReadInt32(),
        HiddenWidth = reader.ReadInt32(),
        FusionLayer = reader.ReadInt32(),
        MaxTokens = reader.ReadInt32(),
        TokenTypes = reader.ReadInt32(),
        PadId = reader.ReadInt32(),
        UnknownId = reader.ReadInt32(),
        StartId = reader.ReadInt32(),
        EndId = reader.ReadInt32(),
        MaskId = reader.ReadInt32(),
        NormEpsilon = reader.ReadDouble(),
    };
}
