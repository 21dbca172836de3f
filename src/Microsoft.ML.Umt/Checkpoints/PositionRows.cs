using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// Resizes a checkpoint's position table to the model's grid: linear in time, then bicubic in space (spec <c>umt-single</c>, section 7, step 4).
/// The authors always assume 8 frames and so misread 16-frame tables; here the old grid is worked out, or given by the user.
/// </summary>
internal static class PositionRows
{
    private const string Key = "pos_embed";

    public static void Apply(LoadPlan plan)
    {
        if (!plan.Source.TryGetValue(Key, out var table) || !plan.Target.TryGetValue(Key, out var target)
            || table.Dimensions != 3 || table.shape[0] != 1 || table.shape[2] != target.shape[2] || table.shape[1] == target.shape[1])
            return;
        using var single = table.to_type(ScalarType.Float32);
        switch (plan.Module)
        {
            case VideoTransformer video:
                Video(plan, single, video.Config);
                break;
            case ImageTransformer image:
                Image(plan, single, image.Config);
                break;
        }
    }

    private static void Video(LoadPlan plan, Tensor table, VideoTransformerConfig config)
    {
        if (OldGrid(table.shape[1], config, plan.Options.PositionFrames) is not { } old)
            return;
        using var timed = PositionTables.ResizeTime(table, old.Frames, config.TokenFrames);
        var resized = PositionTables.ResizeSpace(timed, config.TokenFrames, (old.Rows, old.Columns), (config.GridHeight, config.GridWidth));
        plan.Adapt(Key, resized,
            $"resized from {old.Frames} x {old.Rows} x {old.Columns} to {config.TokenFrames} x {config.GridHeight} x {config.GridWidth}");
    }

    /// <summary>The grid of a table with that many rows; null when no usual one fits.</summary>
    internal static (int Frames, int Rows, int Columns)? OldGrid(long rows, VideoTransformerConfig config, int? knownFrames)
    {
        if (knownFrames is { } known)
            return Square(rows, known);
        // The model's own grid with another number of frames is the likeliest; then the frame counts of published models.
        int patches = config.GridHeight * config.GridWidth;
        if (rows % patches == 0)
            return ((int)(rows / patches), config.GridHeight, config.GridWidth);
        int[] frames = [8 / Math.Min(8, config.TubeletSize), config.TokenFrames, 8, 16, 4, 32, 2, 64, 1];
        return frames.Select(count => Square(rows, count)).FirstOrDefault(grid => grid is not null);
    }

    private static (int Frames, int Rows, int Columns)? Square(long rows, int frames)
    {
        if (rows % frames != 0)
            return null;
        int side = (int)Math.Round(Math.Sqrt(rows / frames));
        return (long)side * side * frames == rows ? (frames, side, side) : null;
    }

    private static void Image(LoadPlan plan, Tensor table, ImageTransformerConfig config)
    {
        if (Square(table.shape[1] - 1, 1) is not { Rows: > 0 } old)
            return;
        using var classRow = table.narrow(1, 0, 1);
        using var patchRows = table.narrow(1, 1, table.shape[1] - 1);
        using var resized = PositionTables.ResizeSpace(patchRows, 1, (old.Rows, old.Columns), (config.GridHeight, config.GridWidth));
        plan.Adapt(Key, cat([classRow, resized], 1), $"resized from {old.Rows} x {old.Columns} to {config.GridHeight} x {config.GridWidth}");
    }
}
