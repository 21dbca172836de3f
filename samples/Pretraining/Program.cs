// Pretrains a video encoder on clips without labels, then shows what that is worth: the same finetuning from it, from an encoder that learned to
// paint hidden pixels in as many steps, and from random weights.
//
//   dotnet run -- --teacher FILE                                     makes its own clips
//   dotnet run -- --teacher FILE --pretrain-on FOLDERS               your clips: writes an encoder, tests nothing
//   dotnet run -- --teacher FILE --pretrain-on FOLDERS --data FOLDER the same, then finetunes and tests on labelled clips
//
// Without --teacher only pixels are reconstructed. docs/pretraining.md has the command that made its table.
using System.Diagnostics;
using CommandLine;
using Microsoft.ML.Umt;
using Pretraining;
using Pretraining.Clips;
using Pretraining.Reports;
using Pretraining.Study;

var parsed = Parser.Default.ParseArguments<SampleArguments>(args);
if (parsed.Errors.Any())
    return parsed.Errors.All(error => error is HelpRequestedError or VersionRequestedError) ? 0 : 1;
try
{
    return Run(parsed.Value);
}
catch (Exception error) when (error is ArgumentException or IOException or InvalidOperationException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static int Run(SampleArguments arguments)
{
    var clock = Stopwatch.StartNew();
    if (arguments.MakesClips)
        arguments.NoFlip = true;                                     // left and right are classes of the own clips
    var starts = StartChoice.Of(arguments);
    int[] seeds = arguments.Seeds.Any() ? [.. arguments.Seeds] : [1];
    var student = StudentModel.Choose(arguments);
    if (arguments.Teacher is null)
        Console.WriteLine("There is no --teacher: only pixels are reconstructed. Give the weights of an image model, for example a ViT of timm as .safetensors.");

    // 1. The clips, decoded once. Pretraining never looks at a label.
    var data = new ClipLoading(arguments, student.ImageSize).Load();

    // 2. Pretraining, and finetuning from what it learned; results are written as they come.
    var log = new ResultLog(arguments.Out, arguments.Describe());
    var study = new StudyRun(arguments, student, data, starts, log, new ProgressLine().Show);
    study.Run(seeds);

    // 3. The table and the curves.
    var curves = LossCurves.Save(starts, log.Encoders, arguments.Out);
    if (log.Cells.Count > 0)
    {
        string table = ResultTable.Format(starts, log.Cells, log.Encoders);
        File.WriteAllText(Path.Combine(arguments.Out, "table.md"), table);
        Console.WriteLine();
        Console.WriteLine(table);
    }
    Console.WriteLine($"Encoders, results and {string.Join(", ", curves.Select(Path.GetFileName))} are in {Path.GetFullPath(arguments.Out)}");
    Console.WriteLine(FormattableString.Invariant($"RESULT cells={log.Cells.Count} seconds={clock.Elapsed.TotalSeconds:F0}"));
    return 0;
}
