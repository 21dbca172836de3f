using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Alignment;

/// <summary>A frozen image model whose features the student learns to give. Used on the training thread.</summary>
internal interface IImageTeacher : IDisposable
{
    /// <summary>Channels of a feature.</summary>
    int FeatureWidth { get; }

    /// <summary>Floating-point operations of a look at one frame.</summary>
    double FlopsPerFrame { get; }

    /// <summary>
    /// Moves the weights to where the teacher is to look, in the type that it is to compute in. To be called once, before the first look; a teacher
    /// that is not moved computes on the CPU in float32.
    /// </summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="precision">Float32, bfloat16, or float16 on CUDA. Features are float32 whatever it is.</param>
    void MoveTo(Device device, ScalarType precision = ScalarType.Float32);

    /// <summary>
    /// Looks at every frame of clips <c>[B, 3, T, H, W]</c>, normalised as the student wants them. Gives the features <c>[K, B, T*P, C]</c> in float32,
    /// shallow layers first, tokens by time, row, column; and the class token's attention to the patches in the last block, <c>[B*T, P]</c>. Both
    /// belong to the caller, neither has a gradient.
    /// </summary>
    (Tensor Features, Tensor ClassAttention) Look(Tensor clips);
}
