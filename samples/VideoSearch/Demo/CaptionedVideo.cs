using Microsoft.ML.Umt;

namespace VideoSearch.Demo;

/// <summary>A row of training data.</summary>
internal sealed class CaptionedVideo
{
    public MLVideo Video { get; set; } = null!;

    public string Caption { get; set; } = "";
}
