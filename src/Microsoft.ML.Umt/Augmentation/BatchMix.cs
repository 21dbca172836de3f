using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// Mixup and cutmix (spec umt-single 6.4): each sample is mixed with the sample at the mirrored place of the batch, and so are their targets.
/// Immutable and thread-safe.
/// </summary>
internal sealed class BatchMix(BatchMixOptions options)
{
    /// <summary>Draws how each of <paramref name="count"/> samples is mixed.</summary>
    public MixDraw[] Draw(int count, FrameSize size, Random random)
    {
        var draws = new MixDraw[count];
        for (var i = 0; i < count; i++)
        {
            draws[i] = options.Mode switch
            {
                MixMode.Batch when i > 0 => draws[0],
                MixMode.Pair when i >= (count + 1) / 2 => draws[count - 1 - i],
                _ => DrawOne(size, random),
            };
        }
        return draws;
    }

    /// <summary>Mixes clips; height and width are the last two axes, samples the first. The result is a new tensor.</summary>
    public static Tensor MixClips(Tensor clips, IReadOnlyList<MixDraw> draws)
    {
        Check(clips.shape[0], draws);
        using var scope = NewDisposeScope();
        var partners = clips.flip(0);
        var weights = Weights(draws, clips, draw => draw.Box is null ? draw.Lambda : 1);
        var mixed = clips * weights + partners * (1 - weights);
        for (var i = 0; i < draws.Count; i++)
        {
            if (draws[i].Box is { Height: > 0, Width: > 0 } box)
                Window(mixed[i], box).copy_(Window(partners[i], box));
        }
        return mixed.MoveToOuterDisposeScope();
    }

    /// <summary>Class numbers <c>[B]</c> to mixed, smoothed distributions <c>[B,C]</c> (float32).</summary>
    public static Tensor MixTargets(Tensor labels, int classes, double smoothing, IReadOnlyList<MixDraw> draws)
    {
        Check(labels.shape[0], draws);
        using var scope = NewDisposeScope();
        var targets = nn.functional.one_hot(labels, classes).to(ScalarType.Float32) * (1 - smoothing) + smoothing / classes;
        var weights = Weights(draws, targets, draw => draw.Lambda);
        return (targets * weights + targets.flip(0) * (1 - weights)).MoveToOuterDisposeScope();
    }

    /// <summary>Mixed targets with the smoothing of the options.</summary>
    public Tensor MixTargets(Tensor labels, int classes, IReadOnlyList<MixDraw> draws) => MixTargets(labels, classes, options.LabelSmoothing, draws);

    private MixDraw DrawOne(FrameSize size, Random random)
    {
        if (!options.IsActive || !random.NextBool(options.Probability))
            return MixDraw.None;
        var isCutmix = options.CutmixAlpha > 0 && (options.MixupAlpha <= 0 || random.NextBool(options.CutmixShare));
        return isCutmix
            ? MixDraw.Cutmix(random.NextBeta(options.CutmixAlpha), size, random.Next(size.Height), random.Next(size.Width))
            : new MixDraw(random.NextBeta(options.MixupAlpha));
    }

    private static Tensor Weights(IReadOnlyList<MixDraw> draws, Tensor like, Func<MixDraw, double> weight)
    {
        var shape = new long[like.dim()];
        Array.Fill(shape, 1);
        shape[0] = draws.Count;
        return tensor(draws.Select(draw => (float)weight(draw)).ToArray(), device: like.device).reshape(shape);
    }

    private static Tensor Window(Tensor clip, CropBox box) => clip.narrow(-2, box.Top, box.Height).narrow(-1, box.Left, box.Width);

    private static void Check(long count, IReadOnlyList<MixDraw> draws)
    {
        if (count != draws.Count)
            throw new ArgumentException($"{draws.Count} draws for a batch of {count}.", nameof(draws));
    }
}
