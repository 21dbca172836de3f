// Teaches a small model which words belong to which videos, on some hundred captioned clips, and measures on pairs that it never saw how often
// words find their video and videos their words.
//
//   dotnet run -c Release -- --videos FOLDER --weights FILE     three seeds, one table
//
// FOLDER holds clips/labels.tsv (file, label, caption), asl_gestures/<word>.mkv and ut-interaction/set1/<sample>_<sequence>_<class>.avi; FILE an image
// model of timm's layout, vit_tiny_patch16_224. docs/video-text.md has what came out.
using System.Diagnostics;
using CommandLine;
using Microsoft.ML.Umt;
using VideoText;

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
    Directory.CreateDirectory(arguments.Out);

    // 1. Pairs of a video, or a part of one, and its caption. Nothing that is tested on is trained on.
    var data = ClipLibrary.Read(arguments.Videos);
    Console.WriteLine($"{data.Training.Count} pairs to learn from; held out: {data.UnseenClips.Count} clips of sequences never seen, {data.UnseenParts.Count} unseen parts of clips whose other parts were seen.");

    // 2. The words that the captions are made of are the vocabulary.
    string vocabulary = Path.Combine(arguments.Out, "vocab.txt");
    CaptionVocabulary.Write(data.Training.Select(pair => pair.Caption), vocabulary);

    // 3. One training and one test for each seed.
    var results = new List<Result>();
    foreach (var seed in arguments.Seeds.DefaultIfEmpty(1))
        results.AddRange(SeedRun.Run(arguments, data, vocabulary, seed));

    // 4. The table.
    string table = ResultTable.Format(results);
    File.WriteAllText(Path.Combine(arguments.Out, "table.md"), table);
    Console.WriteLine();
    Console.WriteLine(table);
    Console.WriteLine($"Models and table are in {Path.GetFullPath(arguments.Out)}");
    Console.WriteLine(FormattableString.Invariant($"RESULT seeds={arguments.Seeds.Count()} {ResultTable.Summary(results)} seconds={clock.Elapsed.TotalSeconds:F0}"));
    return 0;
}
