using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// Brings CLIP's visual encoder into one layout, whoever published it (spec <c>umt-single</c>, sections 2.3 and 2.4): OpenAI's archives and open_clip's
/// files, where it stands beside the text encoder; extracted files; Hugging Face's. Then fits the patch kernel and the position table.
/// </summary>
internal static class ClipVisionLayout
{
    private const string Visual = "visual.", Positions = "positional_embedding", Kernel = "conv1.weight";

    public static void Apply(LoadPlan plan)
    {
        if (plan.Module is not ClipVisionTransformer { Config: var config })
            return;
        if (plan.SourceHasPrefix(Visual))
            KeepVisual(plan);
        else
            HuggingFaceClip.Apply(plan);
        AddTimeAxis(plan);
        ResizePositions(plan, config.Grid);
    }

    /// <summary>The text encoder's blocks have the very names that the visual ones get, so everything else has to go.</summary>
    private static void KeepVisual(LoadPlan plan)
    {
        var visual = plan.Source.Where(entry => entry.Key.StartsWith(Visual, StringComparison.Ordinal)).ToList();
        plan.Source.Clear();
        foreach (var (key, tensor) in visual)
            plan.Source.Add(key[Visual.Length..], tensor);
    }

    private static void AddTimeAxis(LoadPlan plan)
    {
        if (plan.Source.TryGetValue(Kernel, out var kernel) && kernel.Dimensions == 4)
            plan.Adapt(Kernel, kernel.unsqueeze(2), "a time axis of length 1 was added");
    }

    private static void ResizePositions(LoadPlan plan, int grid)
    {
        if (!plan.Source.TryGetValue(Positions, out var table) || table.Dimensions != 2)
            return;
        var side = (int)Math.Round(Math.Sqrt(table.shape[0] - 1));
        if (side == grid || side < 1 || ((long)side * side) + 1 != table.shape[0])
            return;
        using var single = table.to_type(ScalarType.Float32);
        using var patches = single.narrow(0, 1, table.shape[0] - 1).unsqueeze(0);
        using var resized = PositionTables.ResizeSpace(patches, 1, (side, side), (grid, grid));
        plan.Adapt(Positions, cat([single.narrow(0, 0, 1), resized.squeeze(0)]), $"resized from {side} x {side} to {grid} x {grid}");
    }
}
