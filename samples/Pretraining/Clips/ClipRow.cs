using Microsoft.ML.Umt;

namespace Pretraining.Clips;

/// <summary>One row of data. Unlabelled clips have no label.</summary>
internal sealed class ClipRow
{
    [VideoType]
    public MLVideo Video { get; set; } = null!;

    public string Label { get; set; } = "";
}
