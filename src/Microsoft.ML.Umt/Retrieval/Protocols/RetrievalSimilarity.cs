namespace Microsoft.ML.Umt;

/// <summary>How two embeddings are compared.</summary>
public enum RetrievalSimilarity
{
    /// <summary>
    /// The inner product of the columns as they are. Right for UMT, whose text embeddings have length 1 and whose video embeddings are the mean of the frames'
    /// embeddings of length 1: the product is the mean cosine over the frames.
    /// </summary>
    InnerProduct,

    /// <summary>The cosine: both sides are brought to length 1 first. For embeddings of other models.</summary>
    Cosine,
}
