namespace Microsoft.ML.Umt;

/// <summary>One part of a data set, and what it must hold. A count of null is not checked.</summary>
/// <param name="Name">Name of the split, for example <c>test</c>.</param>
/// <param name="AnnotationFile">Name that the authors give the annotation file, without extension.</param>
/// <param name="Videos">Number of different videos.</param>
/// <param name="Texts">Number of texts (retrieval), or of questions (multiple choice, question answering).</param>
public sealed record ProtocolSplit(string Name, string AnnotationFile, int? Videos = null, int? Texts = null)
{
    /// <summary>Counts of lists that are known to go round under the same name, with what is to be done about each.</summary>
    public IReadOnlyList<KnownSplitDeviation> KnownDeviations { get; init; } = [];
}
