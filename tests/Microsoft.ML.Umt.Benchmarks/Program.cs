using BenchmarkDotNet.Running;
using Microsoft.ML.Umt.Benchmarks.Decode;
using Microsoft.ML.Umt.Benchmarks.Model;
using Microsoft.ML.Umt.Benchmarks.Pipeline;

if (args is ["model", .. var modelArguments])
    return ModelBenchmark.Run(modelArguments);
if (args is ["pipeline", .. var pipelineArguments])
    return PipelineBenchmark.Run(pipelineArguments);
if (args is ["decode", .. var decodeArguments])
    return DecodeBenchmark.Run(decodeArguments);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
