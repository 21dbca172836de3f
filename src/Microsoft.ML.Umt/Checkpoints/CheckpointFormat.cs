namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>The kinds of checkpoint files.</summary>
public enum CheckpointFormat
{
    /// <summary>The safetensors format: a JSON header and raw data.</summary>
    Safetensors,

    /// <summary>What <c>torch.save</c> writes since PyTorch 1.6: a zip archive with a pickle and one member for each storage.</summary>
    TorchZip,

    /// <summary>What <c>torch.save</c> wrote before PyTorch 1.6: a row of pickles followed by the storages.</summary>
    TorchLegacy,

    /// <summary>A TorchScript archive, read as a container of tensors; its code is ignored.</summary>
    TorchScript,
}
