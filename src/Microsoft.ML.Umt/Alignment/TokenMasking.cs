using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Alignment;

/// <summary>
/// Draws which tokens stay visible, as ascending token indices <c>[B, Nvis]</c>: everything after works by gathering, so no step waits for the device
/// to learn how many tokens there are. Random numbers come from the given generator only.
/// </summary>
internal static class TokenMasking
{
    /// <summary>Visible tokens of a frame for the attention and tube masks: P − int(P · ratio).</summary>
    public static int VisiblePerFrame(int patches, double ratio) => patches - (int)(patches * ratio);

    /// <summary>Visible tokens of a clip: whole frames alike for attention and tube, anywhere for random.</summary>
    public static int Visible(TokenMaskKind kind, int frames, int patches, double ratio) => kind == TokenMaskKind.Random
        ? (frames * patches) - (int)(ratio * frames * patches)
        : frames * VisiblePerFrame(patches, ratio);

    /// <summary>
    /// Semantic masking. <paramref name="attention"/> is <c>[B·T, P]</c>, non-negative; drawing without replacement with these weights is the same as
    /// taking the largest of weight / Exp(1) (exponential races), which needs no host decision.
    /// </summary>
    public static Tensor Attention(Tensor attention, int frames, double ratio, Generator generator)
    {
        using var scope = NewDisposeScope();
        long patches = attention.shape[1];
        var races = attention.to(ScalarType.Float32) / Exponential(attention.shape, generator, attention.device);
        return FirstPerFrame(races, frames, VisiblePerFrame((int)patches, ratio)).MoveToOuterDisposeScope();
    }

    /// <summary>The same uniformly drawn positions in every frame of a clip.</summary>
    public static Tensor Tube(int batch, int frames, int patches, double ratio, Generator generator, Device device)
    {
        using var scope = NewDisposeScope();
        var scores = Uniform([batch, 1, patches], generator, device).expand(batch, frames, patches).reshape((long)batch * frames, patches);
        return FirstPerFrame(scores, frames, VisiblePerFrame(patches, ratio)).MoveToOuterDisposeScope();
    }

    /// <summary>Uniformly drawn positions anywhere in a clip.</summary>
    public static Tensor Random(int batch, int frames, int patches, double ratio, Generator generator, Device device)
    {
        using var scope = NewDisposeScope();
        var scores = Uniform([batch, (long)frames * patches], generator, device);
        return Largest(scores, Visible(TokenMaskKind.Random, frames, patches, ratio)).MoveToOuterDisposeScope();
    }

    /// <summary>The tokens <c>0 .. tokens−1</c> that are not in <paramref name="visible"/>, ascending, <c>[B, tokens − Nvis]</c>.</summary>
    public static Tensor Hidden(Tensor visible, long tokens)
    {
        using var scope = NewDisposeScope();
        var seen = zeros([visible.shape[0], tokens], ScalarType.Float32, visible.device)
            .scatter_(1, visible, ones(visible.shape, ScalarType.Float32, visible.device));
        return Largest(1 - seen, (int)(tokens - visible.shape[1])).MoveToOuterDisposeScope();
    }

    private static Tensor FirstPerFrame(Tensor scores, int frames, int visible)
    {
        long patches = scores.shape[1];
        var chosen = Largest(scores, visible).reshape(-1, frames, visible);
        var offsets = (arange(frames, dtype: ScalarType.Int64, device: scores.device) * patches).reshape(1, frames, 1);
        return (chosen + offsets).reshape(-1, (long)frames * visible);
    }

    private static Tensor Largest(Tensor scores, int count) => scores.topk(count, dim: 1, largest: true, sorted: false).indexes.sort(1).Values;

    private static Tensor Exponential(long[] shape, Generator generator, Device device)
    {
        // 1 - u is in (0, 1], so the logarithm is finite; a draw of exactly 0 would make every weight win, hence the floor.
        var uniform = Uniform(shape, generator, device);
        return (-(1 - uniform).log()).clamp_min(float.Epsilon * 1e10f);
    }

    // TorchSharp's generators live on the CPU; the numbers travel to the device without waiting for it.
    private static Tensor Uniform(long[] shape, Generator generator, Device device) =>
        rand(shape, generator: generator).to(device, non_blocking: true);
}
