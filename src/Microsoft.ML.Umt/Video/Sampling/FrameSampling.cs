namespace Microsoft.ML.Umt;

/// <summary>How the frames that a model sees are chosen from a video.</summary>
public enum FrameSampling
{
    /// <summary>The video is cut into as many equal segments as frames are wanted, and one frame is taken from each. Sees the whole video; the default and what the published Kinetics models use.</summary>
    Sparse,

    /// <summary>Consecutive frames at a fixed stride. Sees a short, fast part of the video per temporal view.</summary>
    Dense,

    /// <summary>Equal segments cut the way the published Something-Something V2 models do; two temporal views interleave.</summary>
    Segments,

    /// <summary>Frames at a fixed number per second of video, from its beginning, until the clip is full; shorter videos repeat their last frame.</summary>
    FramesPerSecond,

    /// <summary>Equal intervals, the middle frame of each (a random one in training), as the published video-text models use; shorter videos repeat their last frame.</summary>
    Intervals,
}
