namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>What a training step spends its time on.</summary>
internal enum TrainingPhase
{
    /// <summary>The frozen teacher's forward pass.</summary>
    Teacher,

    /// <summary>Upload, normalisation, mask, the student's forward pass and the loss.</summary>
    Student,

    /// <summary>The backward pass, and the length of the gradients.</summary>
    Backward,

    /// <summary>The step of the optimiser, and gradients set to zero.</summary>
    Optimizer,
}
