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
    /// Looks at every frame of clips and says what it sees at some tokens: what nobody asks for, the last block does not compute.
    /// </summary>
    /// <param name="clips"><c>[B, 3, T, H, W]</c>, normalised as the student wants them.</param>
    /// <param name="choose">
    /// Is given the class token's attention to the patches in the last block, <c>[B*T, P]</c> in float32, and names the tokens that the student will
    /// see: indices <c>[B, n]</c> by time, row, column, on the teacher's device. Called once, without gradients.
    /// </param>
    /// <returns>Features <c>[K, B, n, C]</c> in float32, shallow layers first; and what was chosen. Both belong to the caller, neither has a gradient.</returns>
    (Tensor Features, Tensor Tokens) Look(Tensor clips, Func<Tensor, Tensor> choose);
}
