namespace Microsoft.ML.Umt.Training;

/// <summary>The linear scaling rule: recipes state learning rates for 256 samples a step (spec umt-single 5.3).</summary>
internal static class LearningRateScaling
{
    private const double ReferenceBatch = 256;

    /// <summary>The learning rate for the real number of samples that one optimiser step sees.</summary>
    /// <param name="learningRate">The rate for 256 samples.</param>
    /// <param name="batchSize">Videos in a batch.</param>
    /// <param name="accumulationSteps">Batches for one optimiser step.</param>
    /// <param name="copiesPerVideo">Augmented copies of each video (repeated augmentation).</param>
    /// <param name="processes">Processes that train together.</param>
    public static double Effective(double learningRate, int batchSize, int accumulationSteps = 1, int copiesPerVideo = 1, int processes = 1) =>
        learningRate * ((double)batchSize * accumulationSteps * copiesPerVideo * processes) / ReferenceBatch;
}
