using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>One tensor of a safetensors file; <paramref name="Start"/> and <paramref name="End"/> count from the end of the header.</summary>
internal sealed record SafetensorsEntry(string Name, ScalarType Type, long[] Shape, long Start, long End);
