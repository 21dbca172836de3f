namespace Microsoft.ML.Umt.Training;

/// <summary>Something whose state belongs into a training checkpoint, so that a resumed training goes on as if nothing had happened.</summary>
internal interface ICheckpointPart
{
    /// <summary>Name of the part's section; unique among the parts of a training.</summary>
    string CheckpointName { get; }

    /// <summary>Writes the state. Tensors are read before the call of the hook returns; they need not be copied.</summary>
    void Save(CheckpointSection section);

    /// <summary>Takes over a state that <see cref="Save"/> wrote. The tensors belong to the checkpoint: copy them.</summary>
    /// <exception cref="Checkpoints.CheckpointException">Something is absent or has another shape.</exception>
    void Load(CheckpointSection section);
}
