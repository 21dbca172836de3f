namespace Microsoft.ML.Umt.Retrieval.Annotations;

/// <summary>One record of an annotation file of any form.</summary>
internal sealed record AnnotationRecord(long Number, IReadOnlyList<string> Videos)
{
    public bool IsImage { get; init; }

    /// <summary>Null when the record has none.</summary>
    public IReadOnlyList<string>? Captions { get; init; }

    public string? Question { get; init; }

    public string? QuestionId { get; init; }

    public string? Category { get; init; }

    /// <summary>The answers as text; a number is written as in the file.</summary>
    public IReadOnlyList<string>? Answers { get; init; }
}
