namespace Microsoft.ML.Umt.Tests.VideoText;

internal sealed class CaptionedRow
{
    public MLVideo? Video { get; set; }

    public string Caption { get; set; } = "";
}
