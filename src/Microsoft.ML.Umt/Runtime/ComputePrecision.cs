namespace Microsoft.ML.Umt;

/// <summary>The number format that a model computes in. Inputs, outputs and stored weights do not depend on it.</summary>
public enum ComputePrecision
{
    /// <summary><see cref="BFloat16"/> where the hardware multiplies bfloat16 matrices (AVX512-BF16, AMX, or the GPU), else <see cref="Float32"/>.</summary>
    Auto,

    /// <summary>32-bit floating point: equal to the reference implementation up to rounding.</summary>
    Float32,

    /// <summary>16-bit brain floating point: about twice as fast where the hardware has it, slower than <see cref="Float32"/> where it has not; scores differ by about 1 %.</summary>
    BFloat16,

    /// <summary>
    /// 16-bit floating point, on NVIDIA GPUs only: for generations before Ampere, which lack <see cref="BFloat16"/>. Training multiplies the loss by a
    /// factor that follows the gradients, so that small ones do not vanish.
    /// </summary>
    Float16,
}
