namespace Microsoft.ML.Umt;

/// <summary>What a row with several captions is to a training.</summary>
public enum CaptionUse
{
    /// <summary>As many pairs of the same video with one caption each.</summary>
    EachIsAPair,

    /// <summary>One pair: the captions in their order are one text, as with DiDeMo and ActivityNet. Concerns training alone: a fitted model scores each caption by itself, so join them in the data to score paragraphs.</summary>
    Paragraph,
}
