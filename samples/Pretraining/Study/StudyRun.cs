using System.Diagnostics;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Modeling;

namespace Pretraining.Study;

/// <summary>All pretrainings, then all finetunings from them, seed by seed; what the log holds already is not repeated.</summary>
internal sealed class StudyRun(SampleArguments arguments, ModelPreset student, StudyData data, IReadOnlyList<Start> starts, ResultLog log, Action<TrainingProgress> showProgress)
{
    public void Run(IReadOnlyList<int> seeds)
    {
        // Those that the question is about first, for all seeds: a run that is interrupted has an answer early.
        foreach (var some in starts.Chunk(Start.Main))
        {
            foreach (var (seed, part) in seeds.SelectMany(seed => data.Parts.Where(IsWanted).Select(part => (seed, part))))
            {
                foreach (var start in some)
                    Finetune(start, seed, part, start.Objective is null ? null : Pretrain(start, seed, part));
            }
        }
    }

    /// <summary>The file with the encoder, which is learned now if it is not there.</summary>
    public string Pretrain(Start start, int seed, int part)
    {
        string path = Path.Combine(arguments.Out, "encoders", $"{start.Name}-part{part}-seed{seed}.safetensors");
        if (log.Encoders.Any(known => known.Start == start.Name && known.Seed == seed && known.Part == part) && File.Exists(path))
            return path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var clips = data.Unlabelled(part);
        Console.WriteLine($"Pretraining ({start.Title}, seed {seed}, part {part}) on {clips.Count} clips");
        var learned = new EncoderPretraining(arguments, student, showProgress).Run(start, seed, part, clips, path);
        Console.WriteLine(FormattableString.Invariant($"  loss {learned.Losses[0]:F4} -> {learned.Losses[^1]:F4} in {learned.Steps} steps, {learned.Seconds:F0} s: {path}"));
        log.Add(learned);
        return path;
    }

    private void Finetune(Start start, int seed, int part, string? encoder)
    {
        var wanted =
            from fold in data.Folds
            where fold.Part == part && IsWanted(fold)
            from depth in Depths(start)
            where !log.Cells.Any(cell => cell.Start == start.Name && cell.Seed == seed && cell.Group == fold.Group && cell.Depth == depth.ToString())
            select (fold, depth);
        var left = wanted.ToList();
        if (left.Count == 0)
            return;
        var clock = Stopwatch.StartNew();
        var finetuning = new Finetuning(arguments, student, encoder, seed, showProgress);
        foreach (var (fold, depth) in left)
            log.Add(finetuning.Run(start, fold, depth));
        var done = log.Cells.TakeLast(left.Count).ToLookup(cell => cell.Depth);
        string right = string.Join(", ", done.Select(cells => $"{cells.Key} {cells.Sum(cell => cell.Right)} of {cells.Sum(cell => cell.Clips)} right"));
        Console.WriteLine(FormattableString.Invariant($"Finetuning from {start.Title}, seed {seed}, part {part}: {right}, {clock.Elapsed.TotalSeconds:F0} s"));
    }

    /// <summary>Finetuning the whole network costs the most: masks that were not asked for by name are compared by the head.</summary>
    private IEnumerable<VideoTrainingDepth> Depths(Start start) =>
        arguments.HeadOnly || (!start.IsMain && !arguments.Starts.Contains(start.Name)) ? [VideoTrainingDepth.Head] : [VideoTrainingDepth.Head, VideoTrainingDepth.Full];

    private bool IsWanted(int part) => data.Folds.Count == 0 || data.Folds.Any(fold => fold.Part == part && IsWanted(fold));

    private bool IsWanted(Fold fold) => !arguments.Groups.Any() || arguments.Groups.Contains(fold.Group);
}
