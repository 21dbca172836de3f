namespace VideoClassification;

/// <summary>What the model adds to a row.</summary>
internal sealed class ClipPrediction
{
    public string Answer { get; set; } = "";

    public float[] Score { get; set; } = [];
}
