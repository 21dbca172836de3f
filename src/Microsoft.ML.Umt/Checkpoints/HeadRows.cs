using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Fits a classification head: drops it, or takes the rows of the model's classes (spec <c>umt-single</c>, section 7, step 2).</summary>
internal static class HeadRows
{
    private const int Kinetics710 = 710;
    private const int Kinetics400 = 400;

    public static void Apply(LoadPlan plan)
    {
        if (!plan.Source.TryGetValue("head.weight", out var weight))
            return;
        if (plan.Options.DropHead)
        {
            plan.Source.Remove("head.weight");
            plan.Source.Remove("head.bias");
            plan.HeadDropped = true;
            return;
        }
        if (!plan.Target.TryGetValue("head.weight", out var target) || weight.Dimensions != 2)
            return;
        var (rows, classes) = (weight.shape[0], target.shape[0]);
        if (plan.Options.LabelMapFile is { } mapFile)
            Take(plan, Rows(mapFile, rows, classes), $"the rows that '{Path.GetFileName(mapFile)}' lists");
        else if (rows == Kinetics710 && classes == Kinetics400)
            Take(plan, [.. Enumerable.Range(0, Kinetics400).Select(row => (long)row)], "the first 400 of 710 classes are those of Kinetics-400");
    }

    private static void Take(LoadPlan plan, long[] rows, string explanation)
    {
        using var index = tensor(rows);
        foreach (var key in (string[])["head.weight", "head.bias"])
        {
            if (plan.Source.TryGetValue(key, out var found) && found.Dimensions > 0)
                plan.Adapt(key, found.index_select(0, index), explanation);
        }
    }

    private static long[] Rows(string file, long rows, long classes)
    {
        long[] map;
        try
        {
            map = JsonSerializer.Deserialize<long[]>(File.ReadAllBytes(file)) ?? [];
        }
        catch (JsonException error)
        {
            throw new CheckpointException("A label map is a JSON list of whole numbers.", file, error);
        }
        if (map.Length != classes || map.Any(row => row < 0 || row >= rows))
            throw new CheckpointException($"The label map should list {classes} rows from 0 to {rows - 1}; it lists {map.Length}, from {map.DefaultIfEmpty().Min()} to {map.DefaultIfEmpty().Max()}.", file);
        return map;
    }
}
