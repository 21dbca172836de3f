namespace Microsoft.ML.Umt.Tests.Featurization;

internal sealed class FeatureRow
{
    public float[] Features { get; set; } = [];
}
