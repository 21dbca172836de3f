namespace Microsoft.ML.Umt.Pipeline;

/// <summary>What a component does with a batch of clips. Thread-safe; disposed with its transformer.</summary>
/// <typeparam name="TRow">Managed result for one video.</typeparam>
internal interface IVideoBatchScorer<TRow> : IDisposable
{
    /// <summary>The row of a video that could not be read: NaN or empty values.</summary>
    TRow Missing { get; }

    /// <summary>One row per readable video of the batch, in order. Called only when there is at least one.</summary>
    IReadOnlyList<TRow> Score(ClipBatch clips);
}
