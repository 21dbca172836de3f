using Microsoft.ML.Umt.Benchmarks.Decode;
using Microsoft.ML.Umt.Benchmarks.Micro;
using Microsoft.ML.Umt.Benchmarks.Model;
using Microsoft.ML.Umt.Benchmarks.Pipeline;
using Microsoft.ML.Umt.Benchmarks.Retrieval;
using Microsoft.ML.Umt.Benchmarks.Training;
using Microsoft.ML.Umt.Benchmarks.VideoText;

const string Usage = """
    Microsoft.ML.Umt.Benchmarks [all]             decode, model, training, videotext and pipeline, one after the other
    Microsoft.ML.Umt.Benchmarks decode [--clips FOLDER] [--rounds N] [--workers 1,2,4]
    Microsoft.ML.Umt.Benchmarks model [--size base|large|small] [--threads N] [--rounds N] [--keep-memory]
    Microsoft.ML.Umt.Benchmarks training [--device cpu|cuda] [--step pretraining|video-text] [--size base|large|tiny] [--batch N,N] [--rounds N]
                                [--keep-memory] [--processor-time]
    Microsoft.ML.Umt.Benchmarks videotext [--size base|large|tiny] [--batch N,N] [--rounds N] [--keep-memory] [--processor-time]
    Microsoft.ML.Umt.Benchmarks pipeline [WORKERS]
    Microsoft.ML.Umt.Benchmarks retrieval [--rows 100000,1000000] [--rounds N] [--threads N] [--python PATH] [--openblas-coretype NAME]
    Microsoft.ML.Umt.Benchmarks micro [options of BenchmarkDotNet]

    Every limit prints PASS or FAIL. The exit code is 0 if all are kept, 1 if one is missed, 2 for a command line that is not understood.
    """;

switch (args)
{
    case [] or ["all"]:
        // No short circuit: a missed limit does not hide the results behind it.
        return Titled("decode", DecodeBenchmark.Run) | Titled("model", ModelBenchmark.Run) | Titled("training", TrainingBenchmark.Run)
            | Titled("videotext", VideoTextBenchmark.Run) | Titled("pipeline", PipelineBenchmark.Run);
    case ["decode", .. var rest]:
        return DecodeBenchmark.Run(rest);
    case ["model", .. var rest]:
        return ModelBenchmark.Run(rest);
    case ["training", .. var rest]:
        return TrainingBenchmark.Run(rest);
    case ["videotext", .. var rest]:
        return VideoTextBenchmark.Run(rest);
    case ["pipeline", .. var rest]:
        return PipelineBenchmark.Run(rest);
    case ["retrieval", .. var rest]:
        return RetrievalBenchmark.Run(rest);
    case ["micro", .. var rest]:
        return MicroBenchmark.Run(rest);
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

static int Titled(string name, Func<string[], int> run)
{
    Console.WriteLine($"=== {name} ===");
    int exitCode = run([]);
    Console.WriteLine();
    return exitCode;
}
