using Microsoft.ML.Umt;

namespace Pretraining.Study;

/// <summary>The clips of a study.</summary>
/// <param name="OwnUnlabelled">Clips that nobody tests with.</param>
/// <param name="Folds">What is finetuned on and tested; empty when there is nothing with labels.</param>
internal sealed record StudyData(IReadOnlyList<MLVideo> OwnUnlabelled, IReadOnlyList<Fold> Folds)
{
    /// <summary>Numbers of the parts; part 0 where there are no folds.</summary>
    public IReadOnlyList<int> Parts => Folds.Count == 0 ? [0] : [.. Folds.Select(fold => fold.Part).Distinct()];

    /// <summary>What a pretraining for a part may see: everything but the clips which that part tests with. Labels are dropped.</summary>
    public IReadOnlyList<MLVideo> Unlabelled(int part)
    {
        var tested = Folds.Where(fold => fold.Part == part).SelectMany(fold => fold.Test).Select(clip => clip.Video).ToHashSet();
        var others = Folds.SelectMany(fold => fold.Training).Select(clip => clip.Video).Distinct().Where(video => !tested.Contains(video));
        return [.. OwnUnlabelled, .. others];
    }
}
