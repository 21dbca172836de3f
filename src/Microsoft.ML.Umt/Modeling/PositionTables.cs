using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>The sinusoid position table and its resizing to other clip sizes.</summary>
internal static class PositionTables
{
    /// <summary>Token frames of every table that the authors' published models start from.</summary>
    public const int PretrainingFrames = 8;

    /// <summary>Side of the patch grid of the pretraining table: 16 for patch size 14, else 14 (224 pixels either way).</summary>
    public static int PretrainingGrid(int patchSize) => patchSize == 14 ? 16 : 14;

    /// <summary>Whether a model's own tokens are those of the pretraining table.</summary>
    public static bool IsPretrainingGrid(VideoTransformerConfig config)
    {
        var grid = PretrainingGrid(config.PatchSize);
        return (config.TokenFrames, config.GridHeight, config.GridWidth) == (PretrainingFrames, grid, grid);
    }

    /// <summary>
    /// <c>[1, positions, width]</c>: angle = position / 10000^(2 floor(j/2) / width), sine at even j, cosine at odd j; computed in float64,
    /// rounded once to float32.
    /// </summary>
    public static Tensor Sinusoid(int positions, int width)
    {
        NativeRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var values = new float[(long)positions * width];
        var divisors = new double[width];
        for (int j = 0; j < width; j++)
            divisors[j] = Math.Pow(10000, 2 * (j / 2) / (double)width);
        for (int position = 0; position < positions; position++)
        {
            for (int j = 0; j < width; j++)
            {
                double angle = position / divisors[j];
                values[(long)position * width + j] = (float)(j % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        }
        return tensor(values, [1, positions, width]).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The table of a model's own tokens; from another number of token frames it is resized linearly over time, so that a model trained on those keeps
    /// its sense of duration (spec <c>umt-multi</c>, section 1.2).
    /// </summary>
    public static Tensor Sinusoid(VideoTransformerConfig config, int tableFrames)
    {
        using var scope = NewDisposeScope();
        var table = Sinusoid(tableFrames * config.GridHeight * config.GridWidth, config.Width);
        return ResizeTime(table, tableFrames, config.TokenFrames).MoveToOuterDisposeScope();
    }

    /// <summary>The finetuning table of a model: the pretraining sinusoid resized to the model's grid.</summary>
    public static Tensor ForFinetuning(VideoTransformerConfig config)
    {
        using var scope = NewDisposeScope();
        int grid = PretrainingGrid(config.PatchSize);
        var table = Sinusoid(PretrainingFrames * grid * grid, config.Width);
        return ResizeSpaceThenTime(table, (PretrainingFrames, grid, grid), config).MoveToOuterDisposeScope();
    }

    /// <summary>Whether the finetuning table is a parameter of the authors' state dict: when its length differs from the pretraining table's.</summary>
    public static bool IsParameter(VideoTransformerConfig config)
    {
        int grid = PretrainingGrid(config.PatchSize);
        return config.Tokens != PretrainingFrames * grid * grid;
    }

    /// <summary>Bicubic in space, frame by frame, then linear in time; each only where the size differs. The order of the authors' generated tables.</summary>
    private static Tensor ResizeSpaceThenTime(Tensor table, (int Frames, int Height, int Width) from, VideoTransformerConfig to)
    {
        var spatial = ResizeSpace(table, from.Frames, (from.Height, from.Width), (to.GridHeight, to.GridWidth));
        return ResizeTime(spatial, from.Frames, to.TokenFrames);
    }

    /// <summary>Resizes every frame's grid of a <c>[1, frames x rows x columns, D]</c> table with bicubic interpolation (half-pixel centres, no antialiasing).</summary>
    public static Tensor ResizeSpace(Tensor table, int frames, (int Rows, int Columns) from, (int Rows, int Columns) to)
    {
        using var scope = NewDisposeScope();
        if (from == to)
            return table.alias().MoveToOuterDisposeScope();
        long width = table.shape[^1];
        var images = table.reshape(frames, from.Rows, from.Columns, width).permute(0, 3, 1, 2);
        var resized = nn.functional.interpolate(images, [to.Rows, to.Columns], mode: InterpolationMode.Bicubic, align_corners: false);
        return resized.permute(0, 2, 3, 1).reshape(1, -1, width).MoveToOuterDisposeScope();
    }

    /// <summary>Resizes a <c>[1, from x P, D]</c> table to <c>[1, to x P, D]</c> with linear interpolation over time (half-pixel centres).</summary>
    public static Tensor ResizeTime(Tensor table, int from, int to)
    {
        using var scope = NewDisposeScope();
        if (from == to)
            return table.alias().MoveToOuterDisposeScope();
        long width = table.shape[^1];
        long patches = table.shape[1] / from;
        var series = table.reshape(1, from, patches, width).permute(0, 2, 3, 1).reshape(patches, width, from);
        var resized = nn.functional.interpolate(series, [to], mode: InterpolationMode.Linear, align_corners: false);
        return resized.reshape(1, patches, width, to).permute(0, 3, 1, 2).reshape(1, -1, width).MoveToOuterDisposeScope();
    }
}
