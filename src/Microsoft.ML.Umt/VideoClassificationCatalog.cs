using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML;

/// <summary>Video components of <c>mlContext.MulticlassClassification.Trainers</c>.</summary>
public static class VideoClassificationCatalog
{
    /// <summary>Trains a classifier of videos on top of a pretrained encoder that stays as it is; minutes on a CPU.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="encoder">The encoder, for example <c>VideoEncoderSource.FromCheckpoint("b16_ptk710_f8_res224.pth", "umt-b16")</c>.</param>
    /// <param name="labelColumnName">Name of the label column, a key.</param>
    /// <param name="videoColumnName">Name of the video column, see <c>mlContext.Transforms.LoadVideos</c>.</param>
    /// <param name="scoreColumnName">Name of the added column with the probability of each class.</param>
    /// <param name="predictedLabelColumnName">Name of the added column with the most probable class.</param>
    /// <param name="depth">How much of the network is trained.</param>
    /// <exception cref="ArgumentException">A column name is empty, or the encoder does not suit the depth.</exception>
    public static VideoClassificationTrainer VideoClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        VideoEncoderSource encoder,
        string labelColumnName = "Label",
        string videoColumnName = "Video",
        string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel",
        VideoTrainingDepth depth = VideoTrainingDepth.Head) =>
        VideoClassification(catalog, new VideoClassificationOptions
        {
            Encoder = encoder,
            LabelColumnName = labelColumnName,
            VideoColumnName = videoColumnName,
            ScoreColumnName = scoreColumnName,
            PredictedLabelColumnName = predictedLabelColumnName,
            Depth = depth,
        });

    /// <summary>Trains a classifier of videos with all options.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">The options; they are copied.</param>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    public static VideoClassificationTrainer VideoClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        VideoClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new VideoClassificationTrainer(catalog.GetEnvironment(), options);
    }
}
