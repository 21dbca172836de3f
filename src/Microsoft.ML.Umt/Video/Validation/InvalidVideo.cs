namespace Microsoft.ML.Umt;

/// <summary>A row whose video cannot be used.</summary>
/// <param name="Row">Zero-based number of the row.</param>
/// <param name="Name">The <see cref="MLVideo.Name"/>; empty when the row has no video.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record InvalidVideo(long Row, string Name, string Reason)
{
    /// <summary>One line for a log.</summary>
    public override string ToString() => $"row {Row}: '{Name}': {Reason}";
}
