using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// Brings CLIP's visual encoder into one layout, whoever published it (spec <c>umt-single</c>, sections 2.3 and 2.4): OpenAI's archives and open_clip's
/// files, where it stands beside the text encoder; extracted files; the teacher inside the authors' stage-2 files; Hugging Face's; timm's. Then fits the
/// patch kernel and the position table.
/// </summary>
internal static class ClipVisionLayout
{
    private const string Visual = "visual.", Teacher = "clip_teacher.", Positions = "positional_embedding", Kernel = "conv1.weight";

    public static void Apply(LoadPlan plan)
    {
        if (plan.Module is not ClipVisionTransformer { Config: var config })
            return;
        if (plan.SourceHasPrefix(Visual))
            KeepOnly(plan, Visual);
        else if (plan.SourceHasPrefix(Teacher))
            KeepOnly(plan, Teacher);
        else
            HuggingFaceClip.Apply(plan);
        TimmClip.Apply(plan);
        AddTimeAxis(plan);
        ResizePositions(plan, config.Grid);
    }

    /// <summary>The text encoder's blocks have the very names that the visual ones get, so everything else has to go.</summary>
    private static void KeepOnly(LoadPlan plan, string prefix)
    {
        var kept = plan.Source.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        plan.Source.Clear();
        foreach (var (key, tensor) in kept)
            plan.Source.Add(key[prefix.Length..], tensor);
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
