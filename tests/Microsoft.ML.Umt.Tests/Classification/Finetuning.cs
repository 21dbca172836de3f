using Microsoft.ML.Umt.Runtime;

namespace Microsoft.ML.Umt.Tests.Classification;

/// <summary>A finetuning with everything that has a state: dropout, mixing, averages, validation, accumulation, several clips of a video.</summary>
internal static class Finetuning
{
    public const int Epochs = 3, Videos = 18;

    // 14 of 18 videos are left to learn from: three batches of four an epoch, two steps.
    public const int Steps = 2 * Epochs;

    public static VideoClassificationOptions Options(VideoTrainingDepth depth, string? workspace)
    {
        var options = Classes.Full(Epochs);
        options.Depth = depth;
        options.Augmentation = new ClipAugmentationOptions { RandAugmentOperations = 1 };
        options.Finetuning = new VideoFinetuningOptions { DropPath = 0.3, HeadDropout = 0.1, AverageDecay = 0.8, RepeatedAugmentation = 2, AccumulationSteps = 2, MaxGradientNorm = 1 };
        options.Adapter.Dropout = 0.1;
        options.ValidationFraction = 0.2;
        options.EarlyStopping = new EarlyStoppingOptions { Patience = 50 };
        (options.WorkspaceFolder, options.CheckpointSteps, options.KeptCheckpoints) = (workspace, 1, 100);
        return options;
    }

    /// <summary>Trains from the newest checkpoint of the workspace, or from the start, and returns the network's bytes.</summary>
    public static byte[] Train(VideoClassificationOptions options, IDataView? data = null)
    {
        var context = new MLContext(seed: 1);
        using var model = Classes.Trainer(context, options).Fit(data ?? Classes.View(context, Videos));
        return Bytes(model);
    }

    public static byte[] Bytes(VideoClassificationTransformer model)
    {
        NativeRuntime.EnsureLoaded();
        var path = Path.Combine(Path.GetTempPath(), $"umt-{Guid.NewGuid():N}.safetensors");
        try
        {
            model.SaveCheckpoint(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
