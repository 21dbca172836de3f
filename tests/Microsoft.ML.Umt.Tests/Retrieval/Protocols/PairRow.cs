using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Tests.Retrieval.Protocols;

internal sealed class PairRow
{
    public string Video { get; set; } = "";

    public string Caption { get; set; } = "";

    public float[] VideoEmbedding { get; set; } = [];

    public float[] TextEmbedding { get; set; } = [];

    [VectorType(2, 3)]
    public float[] Frames { get; set; } = [0, 0, 0, 0, 0, 0];
}
