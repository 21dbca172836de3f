using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// Brings whatever holds a vision transformer into the layout of the video-text model's vision tower: stage-1 files, classifiers, the tower of a stage-2
/// file, and image transformers of timm's layout, whose patches get a time axis and whose positions are repeated for every frame.
/// </summary>
internal static class VisionTowerLayout
{
    private const string Encoder = "encoder.", Positions = "encoder.pos_embed", Kernel = "encoder.patch_embed.proj.weight", Decoders = "clip_decoder.";

    public static void Apply(LoadPlan plan)
    {
        if (plan.Module is not VisionTower { Vision: var vision })
            return;
        var image = plan.Kind == CheckpointKind.ImageTransformer;
        if (image || plan.Kind == CheckpointKind.VideoEncoder)
            Prefix(plan);
        else if (plan.Kind is CheckpointKind.Unknown or CheckpointKind.Bert or CheckpointKind.Clip)
            throw CheckpointKinds.Wrong(plan, "a vision encoder", "Take a stage-1 checkpoint, an image transformer of timm's layout, or a stage-2 checkpoint.");
        Inflate(plan, vision.TubeletSize);
        FitDecoders(plan, "");
        FitPositions(plan, "", vision, hasClassRow: image);
    }

    /// <summary>Leaves decoders out that were made for another teacher or another number of layers: each belongs to one layer and one teacher.</summary>
    public static void FitDecoders(LoadPlan plan, string tower)
    {
        var prefix = tower + Decoders;
        var ours = plan.Target.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary();
        var theirs = plan.Source.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary();
        var fits = ours.Count == theirs.Count && ours.All(entry => theirs.TryGetValue(entry.Key, out var found) && found.shape.SequenceEqual(entry.Value.shape));
        if (fits || ours.Count == 0)
            return;
        foreach (var key in theirs.Keys)
            plan.Source.Remove(key);
    }

    /// <summary>Fits a table of learned positions to the tower's grid and frames; one of a single picture serves every frame.</summary>
    public static void FitPositions(LoadPlan plan, string tower, VideoTransformerConfig vision, bool hasClassRow)
    {
        var key = tower + Positions;
        if (!plan.Source.TryGetValue(key, out var table) || !plan.Target.TryGetValue(key, out var target)
            || table.Dimensions != 3 || table.shape[2] != target.shape[2] || (!hasClassRow && table.shape[1] == target.shape[1]))
            return;
        using var scope = NewDisposeScope();
        var rows = table.to_type(ScalarType.Float32).narrow(1, hasClassRow ? 1 : 0, table.shape[1] - (hasClassRow ? 1 : 0));
        if (PositionRows.OldGrid(rows.shape[1], vision, hasClassRow ? 1 : null) is not { } old)
            return;
        var spatial = PositionTables.ResizeSpace(rows, old.Frames, (old.Rows, old.Columns), (vision.GridHeight, vision.GridWidth));
        var fitted = PositionTables.ResizeTime(spatial, old.Frames, vision.TokenFrames);
        plan.Adapt(key, fitted.MoveToOuterDisposeScope(),
            $"from {old.Frames} x {old.Rows} x {old.Columns} to {vision.TokenFrames} x {vision.GridHeight} x {vision.GridWidth}");
    }

    private static void Prefix(LoadPlan plan)
    {
        var theirs = plan.Source.ToList();
        plan.Source.Clear();
        foreach (var (key, tensor) in theirs)
            plan.Source.Add(plan.Target.ContainsKey(Encoder + key) || key.EndsWith(".attn.qkv.bias", StringComparison.Ordinal) ? Encoder + key : key, tensor);
    }

    /// <summary>A picture's patches as those of a tubelet: every frame of it counts the same.</summary>
    private static void Inflate(LoadPlan plan, int tubeletSize)
    {
        if (plan.Source.TryGetValue(Kernel, out var kernel) && kernel.Dimensions == 4)
            plan.Adapt(Kernel, kernel.unsqueeze(2).repeat(1, 1, tubeletSize, 1, 1) / tubeletSize, "a time axis was added");
    }
}
