namespace Microsoft.ML.Umt.Tests.Featurization;

internal sealed class VideoRow
{
    public MLVideo? Video { get; set; }
}
