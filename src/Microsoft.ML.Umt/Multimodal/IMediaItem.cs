namespace Microsoft.ML.Umt.Multimodal;

/// <summary>One thing to learn from: a video, or a picture, with its texts.</summary>
internal interface IMediaItem
{
    /// <summary>The video; null where the row holds none.</summary>
    MLVideo? Video { get; }

    /// <summary>Number of the row it comes from, for messages.</summary>
    long Row { get; }
}
