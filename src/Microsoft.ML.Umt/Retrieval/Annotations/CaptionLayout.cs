namespace Microsoft.ML.Umt;

/// <summary>How the captions of a video become rows.</summary>
public enum CaptionLayout
{
    /// <summary>Each pair of a video and a caption is a row.</summary>
    OnePerRow,

    /// <summary>All captions of a video are joined with blanks, in file order, and make one row; for paragraph retrieval (DiDeMo, ActivityNet).</summary>
    Paragraph,
}
