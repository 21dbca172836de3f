namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>How <see cref="CheckpointLoader"/> fits a checkpoint to a model.</summary>
public sealed class CheckpointLoadOptions
{
    private int? _positionFrames;

    /// <summary>
    /// Whether anything missing, unexpected, of another shape or not finite is an exception, unless it is known to be harmless; the model then stays
    /// as it was. Without it such findings are only reported and the parameters concerned keep their values. Default true.
    /// </summary>
    public bool Strict { get; set; } = true;

    /// <summary>Leaves the checkpoint's classification head out, as for a new set of classes. Default false.</summary>
    public bool DropHead { get; set; }

    /// <summary>
    /// A JSON file with the list of head rows to take, one for each class of the model: the authors' <c>label_mixto600.json</c> and
    /// <c>label_mixto700.json</c> for heads trained on Kinetics-710. Default null; Kinetics-400 needs none, its classes are the first 400 rows.
    /// </summary>
    public string? LabelMapFile { get; set; }

    /// <summary>The entry of the file that holds the state dict; null (the default) finds <c>model</c>, <c>module</c>, <c>state_dict</c> or the file itself.</summary>
    public string? Container { get; set; }

    /// <summary>Whether layers of a text file beyond the model's are left out without a word.</summary>
    internal bool FirstLayersOnly { get; init; }

    /// <summary>
    /// Token frames (frames divided by tubelet size) of the checkpoint's position table, 1 or more; null (the default) works it out from the number of rows.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? PositionFrames
    {
        get => _positionFrames;
        set => _positionFrames = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(PositionFrames), value, "PositionFrames must be 1 or more.");
    }
}
