using System.Diagnostics;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Trains a linear head on the features of a frozen network.</summary>
internal sealed class HeadTraining(TrainingContext context, ClassifierSettings settings, Network network, VideoFeatureCache cache)
{
    private readonly IVideoDecoder _decoder = settings.Reading.CreateDecoder();

    public LinearHead Run(TrainingSplit split)
    {
        var table = Table(split.Training, TrainingVariants(), context.Options.Head.TrainingClips, ClassWeightsOf(split));
        if (table.Videos < 2)
            throw new InvalidOperationException($"Only {table.Videos} training videos with labels could be read; at least 2 are needed.");
        var validation = split.Validation.Count == 0 ? null : Validation(split.Validation);
        return context.Options.Head.Kind == VideoHeadKind.Ridge ? Ridge(table, validation) : Softmax(table, validation);
    }

    private LinearHead Ridge(FeatureTable table, FeatureTable? validation)
    {
        var start = Stopwatch.GetTimestamp();
        var fit = RidgeHeadTrainer.Train(table, context.Options.Head.RidgePenalty, context.ThrowIfCanceled);
        var metrics = validation is null
            ? VideoClassificationMetrics.FromScores(table.Labels, fit.LeftOutScores, settings.ClassNames)
            : HeadScores.Metrics(fit.Head, validation, settings.ClassNames);
        var source = validation is null ? "leave-one-out over the training videos" : $"{validation.Videos} validation videos";
        context.Info(FormattableString.Invariant($"Ridge head on {table.Videos} x {table.Width} features, penalty {fit.Penalty:G3}: top-1 {metrics.Top1Accuracy:P1}, log loss {metrics.LogLoss:F4} ({source})."));
        context.Options.MetricsCallback?.Invoke(HeadScores.ToProgress(metrics, Stopwatch.GetElapsedTime(start)));
        return fit.Head;
    }

    private LinearHead Softmax(FeatureTable table, FeatureTable? validation) => new SoftmaxHeadTrainer(context, settings.ClassNames).Train(table, validation);

    private IReadOnlyList<ClipVariant> TrainingVariants()
    {
        var head = context.Options.Head;
        var middle = settings.SpatialCrops / 2;
        var plain = Enumerable.Range(0, head.TrainingClips).Select(clip => new ClipVariant(clip, middle, Mirrored: false));
        var mirrored = plain.Where(_ => head.Mirror).Select(variant => variant with { Mirrored = true });
        // Not drawn from the seed of the training: the same video has the same copies every time, so that cached features serve every fold.
        var varied = Enumerable.Range(0, head.VariedCopies)
            .Select(copy => new ClipVariant(copy % head.TrainingClips, middle, head.Mirror && copy / head.TrainingClips % 2 != 0, VariationSeed: copy));
        return [.. plain, .. mirrored, .. varied];
    }

    private FeatureTable Validation(IReadOnlyList<LabelledVideo> videos)
    {
        var clips = settings.Sampling.CreateEvaluationSampler().ViewCount;
        return Table(videos, settings.EvaluationVariants(), clips, classWeights: null);
    }

    private FeatureTable Table(IReadOnlyList<LabelledVideo> videos, IReadOnlyList<ClipVariant> variants, int clips, float[]? classWeights)
    {
        var sampling = settings.Sampling.Clone();
        sampling.TemporalViews = clips;
        var reader = settings.CreateReader(_decoder, sampling.CreateEvaluationSampler(), variants);
        var memory = FeatureMemory.Create(cache, settings, network.Identity, clips, variants);
        var features = new FeaturePass(context, settings, network, reader, memory).Run(videos);
        var readable = Enumerable.Range(0, videos.Count).Where(i => features[i] is not null).ToArray();
        return new FeatureTable(
            [.. readable.Select(i => features[i]!.Chunk(features[i]!.Length / variants.Count).ToArray())],
            [.. readable.Select(i => videos[i].Label)],
            settings.ClassNames.Count,
            classWeights);
    }

    private float[]? ClassWeightsOf(TrainingSplit split) =>
        context.Options.BalanceClasses ? ClassWeights.Balanced(split.CountByClass(settings.ClassNames.Count)) : null;
}
