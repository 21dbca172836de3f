using BenchmarkDotNet.Running;
using Microsoft.ML.Umt.Benchmarks.Model;

if (args is ["model", .. var modelArguments])
    return ModelBenchmark.Run(modelArguments);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
