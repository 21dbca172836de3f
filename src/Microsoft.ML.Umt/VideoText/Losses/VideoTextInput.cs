using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>What a step learns from. Tensors stay the giver's.</summary>
/// <param name="Clips">Normalised clips <c>[B, 3, T, H, W]</c>, or pictures with T = 1, on the model's device.</param>
/// <param name="TextIds">Word ids <c>[B, L]</c> int64; best left on the CPU, where hidden words are drawn.</param>
/// <param name="TextMask">1 for words, 0 for padding, <c>[B, L]</c>.</param>
/// <param name="Identities">What the samples show.</param>
internal sealed record VideoTextInput(Tensor Clips, Tensor TextIds, Tensor TextMask, PairIdentities Identities);
