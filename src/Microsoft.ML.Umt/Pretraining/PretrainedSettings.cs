using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>Everything that a fitted transformer is, weights apart. Saved with it. Immutable.</summary>
internal sealed record PretrainedSettings
{
    private const int Version = 1;

    public required ModelPreset Preset { get; init; }

    public required string VideoColumnName { get; init; }

    public required string OutputColumnName { get; init; }

    public required int BatchSize { get; init; }

    public required ComputePrecision Precision { get; init; }

    public required VideoReadingOptions Reading { get; init; }

    /// <summary>One clip of frames spread over the whole video.</summary>
    public FrameSamplingOptions Sampling => new() { FrameCount = Preset.Frames };

    public static PretrainedSettings Of(MaskedTeacherOptions options, PretrainingPlan plan) => new()
    {
        Preset = plan.Student with { Video = plan.Encoder with { DropPathRate = 0, CheckpointedBlocks = 0, Positions = Positions(options, plan) } },
        VideoColumnName = options.VideoColumnName,
        OutputColumnName = options.OutputColumnName,
        BatchSize = options.BatchSize,
        // A model trained in float16 may be used where there is none.
        Precision = options.Precision == ComputePrecision.Float16 ? ComputePrecision.Auto : options.Precision,
        Reading = options.Reading,
    };

    /// <summary>
    /// On the grid of the authors' pretraining both tables are the same, and the one that is resized to other clips gives a finetuning at more frames or pixels the
    /// positions that the encoder knows.
    /// </summary>
    private static PositionTable Positions(MaskedTeacherOptions options, PretrainingPlan plan) =>
        options.Student.Video!.Positions == PositionTable.Interpolated && PositionTables.IsPretrainingGrid(plan.Encoder) ? PositionTable.Interpolated : plan.Encoder.Positions;

    public static PretrainedSettings Read(ModelReader reader)
    {
        reader.ReadVersion(Version, nameof(MaskedTeacherTransformer));
        return new PretrainedSettings
        {
            Preset = SavedPreset.Read(reader),
            VideoColumnName = reader.ReadRequiredString(),
            OutputColumnName = reader.ReadRequiredString(),
            BatchSize = reader.ReadInt32(),
            Precision = reader.ReadEnum<ComputePrecision>(),
            Reading = reader.ReadVideoReadingOptions(),
        };
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(Version);
        SavedPreset.Write(writer, Preset);
        writer.Write(VideoColumnName);
        writer.Write(OutputColumnName);
        writer.Write(BatchSize);
        writer.Write(Precision);
        writer.Write(Reading);
    }
}
