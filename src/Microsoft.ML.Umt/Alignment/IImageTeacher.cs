using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Alignment;

/// <summary>A frozen image model whose features the student learns to give. Used on the training thread.</summary>
internal interface IImageTeacher : IDisposable
{
    /// <summary>Channels of a feature.</summary>
    int FeatureWidth { get; }

    /// <summary>Moves the weights.</summary>
    void MoveTo(Device device);

    /// <summary>
    /// Looks at every frame of clips <c>[B, 3, T, H, W]</c>, normalised as the student wants them. Gives the features <c>[K, B, T*P, C]</c> in float32,
    /// shallow layers first, tokens by time, row, column; and the class token's attention to the patches in the last block, <c>[B*T, P]</c>. Both
    /// belong to the caller, neither has a gradient.
    /// </summary>
    (Tensor Features, Tensor ClassAttention) Look(Tensor clips);
}
