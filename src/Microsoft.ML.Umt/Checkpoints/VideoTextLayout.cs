using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Fits stage-2 files to video-text and question-answering models.</summary>
internal static class VideoTextLayout
{
    private const string Tower = "vision_encoder.";

    public static void Apply(LoadPlan plan)
    {
        switch (plan.Module)
        {
            case VideoTextModel model:
                Require(plan, "a whole video-text checkpoint", CheckpointKind.VideoTextPretraining, CheckpointKind.VideoTextRetrieval);
                Rename(plan, key => [VideoTextNames.InVideoText(key, model.Config.LanguageHead)]);
                VisionTowerLayout.FitDecoders(plan, Tower);
                VisionTowerLayout.FitPositions(plan, Tower, model.Config.Vision, hasClassRow: false);
                break;
            case QuestionAnsweringModel model:
                Require(plan, "a question-answering or video-text checkpoint",
                    CheckpointKind.QuestionAnswering, CheckpointKind.VideoTextPretraining, CheckpointKind.VideoTextRetrieval);
                if (plan.Kind != CheckpointKind.QuestionAnswering)
                {
                    Rename(plan, key => VideoTextNames.InQuestionAnswering(key, model.Config.Text.FusionLayer));
                    LeaveWiderMemoryOut(plan);
                }
                VisionTowerLayout.FitPositions(plan, Tower, model.Config.Vision, hasClassRow: false);
                break;
        }
    }

    /// <summary>Whether the decoder's layer that reads the question cannot come from one that read the video.</summary>
    public static bool IsMemory(string key) =>
        key.StartsWith("text_decoder.", StringComparison.Ordinal) && (key.EndsWith(".crossattention.self.key.weight", StringComparison.Ordinal)
            || key.EndsWith(".crossattention.self.value.weight", StringComparison.Ordinal));

    private static void Require(LoadPlan plan, string wanted, params CheckpointKind[] kinds)
    {
        if (!kinds.Contains(plan.Kind))
        {
            throw CheckpointKinds.Wrong(plan, wanted,
                "Files of one tower alone are loaded by VideoTextCheckpoints.LoadVision and LoadText.");
        }
    }

    private static void Rename(LoadPlan plan, Func<string, IEnumerable<string>> names)
    {
        var theirs = plan.Source.ToList();
        plan.Source.Clear();
        foreach (var (key, tensor) in theirs)
        {
            foreach (var name in names(key))
                plan.Source[name] = tensor;
        }
    }

    // The fusion layers look at the video, the decoder at the question: where their widths differ two matrices cannot be taken over.
    private static void LeaveWiderMemoryOut(LoadPlan plan)
    {
        foreach (var key in plan.Source.Keys.Where(IsMemory).ToList())
        {
            if (plan.Target.TryGetValue(key, out var target) && !target.shape.SequenceEqual(plan.Source[key].shape))
                plan.Source.Remove(key);
        }
    }
}
