namespace Microsoft.ML.Umt.Training;

/// <summary>What users may say about any long training, under the same names in the options of every trainer.</summary>
internal interface IResumableOptions
{
    /// <summary>Folder for training checkpoints and reports; null for none.</summary>
    string? WorkspaceFolder { get; }

    /// <summary>Steps between two checkpoints; null for no such limit.</summary>
    int? CheckpointSteps { get; }

    /// <summary>Time between two checkpoints.</summary>
    TimeSpan CheckpointInterval { get; }

    /// <summary>Checkpoints that are kept.</summary>
    int KeptCheckpoints { get; }

    /// <summary>Folder for event files; null for none.</summary>
    string? TensorBoardFolder { get; }

    /// <summary>What a cancelled training gives.</summary>
    TrainingCancellation WhenCancelled { get; }

    /// <summary>Cancels.</summary>
    CancellationToken CancellationToken { get; }
}
