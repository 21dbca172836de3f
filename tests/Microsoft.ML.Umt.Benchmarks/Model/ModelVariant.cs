namespace Microsoft.ML.Umt.Benchmarks.Model;

/// <summary>The ways to run the network that are compared.</summary>
internal enum ModelVariant
{
    /// <summary>Modules, matmul and softmax, one dispose scope.</summary>
    Plain,

    /// <summary>The library's encoder in float32.</summary>
    Float32,

    /// <summary>The library's encoder in bfloat16.</summary>
    BFloat16,
}
