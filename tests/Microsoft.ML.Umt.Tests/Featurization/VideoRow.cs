namespace Microsoft.ML.Umt.Tests.Featurization;

internal sealed class VideoRow
{
    public float Id { get; set; }

    public MLVideo? Video { get; set; }
}
