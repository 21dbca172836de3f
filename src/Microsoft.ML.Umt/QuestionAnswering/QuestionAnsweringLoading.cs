using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>Brings finetuned weights into a question-answering model.</summary>
internal static class QuestionAnsweringLoading
{
    private const string WordHead = "text_decoder.cls.predictions.";

    /// <summary>Loads a file that can answer as it is; one that a training could only start from is refused.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">The file cannot be read, is of another kind or does not fit.</exception>
    public static CheckpointLoadReport LoadFinetuned(QuestionAnsweringModel model, string path)
    {
        using var file = Checkpoint.Open(WeightFile.Found(path));
        var kind = CheckpointKinds.Of(KeyPrefixes.InWholeModel(file.Tensors.Keys));
        if (kind != CheckpointKind.QuestionAnswering)
        {
            // Its decoder would start as a copy of other layers, and every answer would be a guess.
            throw CheckpointKinds.Wrong(kind, file.Name, "a model finetuned for question answering",
                "Stage-2 and retrieval files are what Trainers.VideoQuestionAnswering starts from, and what ScoreVideoText scores with.");
        }
        var report = CheckpointLoader.Load(model, file);
        return report.Missing.Any(finding => finding.Key.StartsWith(WordHead, StringComparison.Ordinal) && !TiedNames.IsSecond(finding.Key))
            ? throw new CheckpointException("The word head of the decoder is not in the file, and without it every answer would be a guess. Use the file as the training saved it.", file.Name)
            : report;
    }
}
