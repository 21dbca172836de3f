namespace Microsoft.ML.Umt.Augmentation;

/// <summary>Which samples of a batch share a draw of mixup or cutmix.</summary>
internal enum MixMode
{
    /// <summary>All.</summary>
    Batch,

    /// <summary>A sample and its partner.</summary>
    Pair,

    /// <summary>None.</summary>
    Element,
}
