using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Alignment;

/// <summary>Draws the visible tokens of a batch by the options' kind of mask. Immutable.</summary>
internal sealed class TokenMasks(TokenMaskKind kind, double ratio, VideoTransformerConfig student)
{
    private readonly int _frames = student.TokenFrames;
    private readonly int _patches = student.GridHeight * student.GridWidth;

    /// <summary>Visible tokens of a clip.</summary>
    public int VisibleTokens => TokenMasking.Visible(kind, _frames, _patches, ratio);

    /// <summary>Ascending indices <c>[B, Nvis]</c>, on the device.</summary>
    /// <param name="batch">Clips of the batch.</param>
    /// <param name="attention">The teacher's attention <c>[B*T, P]</c>; only <see cref="TokenMaskKind.Attention"/> needs it.</param>
    /// <param name="random">Seeds the draws of this batch.</param>
    /// <param name="device">Where the indices are wanted.</param>
    public Tensor Draw(int batch, Tensor? attention, Random random, Device device)
    {
        using var generator = new Generator((ulong)random.NextInt64(), CPU);
        return kind switch
        {
            TokenMaskKind.Attention => TokenMasking.Attention(
                attention ?? throw new InvalidOperationException("The attention mask needs a teacher."), _frames, ratio, generator),
            TokenMaskKind.Tube => TokenMasking.Tube(batch, _frames, _patches, ratio, generator, device),
            _ => TokenMasking.Random(batch, _frames, _patches, ratio, generator, device),
        };
    }
}
