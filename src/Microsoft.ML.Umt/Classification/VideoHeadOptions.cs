using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>How <see cref="VideoTrainingDepth.Head"/> makes features of a video and what it trains on them.</summary>
public sealed class VideoHeadOptions
{
    /// <summary>The kind of classifier. Default <see cref="VideoHeadKind.Ridge"/>.</summary>
    public VideoHeadKind Kind { get; set => field = OptionGuard.Defined(value); } = VideoHeadKind.Ridge;

    /// <summary>
    /// Into how many parts of equal length the clip is cut; the features of each part are averaged and all parts put side by side, so that the
    /// head knows what came first. 1 forgets the order. 1 to 64, at most the frames of the encoder. Default 4.
    /// </summary>
    public int Segments { get; set => field = OptionGuard.InRange(value, 1, 64); } = 4;

    /// <summary>
    /// Into how many rows and columns the frame is cut; the patches of each cell are averaged and all cells put side by side, so that the head knows
    /// what was where. 0 averages over the whole frame (and adds the class token of image models). 0 to 32. Default 0.
    /// </summary>
    public int Grid { get; set => field = OptionGuard.InRange(value, 0, 32); }

    /// <summary>
    /// Zero-based block whose output is used, without the final norm; -1 is the last block, -2 the one before it. Motion shows best in the middle of
    /// image models. Default null: the last block followed by the final norm. -256 to 255, and within the depth of the model.
    /// </summary>
    public int? Layer { get; set => field = OptionGuard.InRange(value, -256, 255); }

    /// <summary>Whether training also sees the mirror image of every clip. Not for classes that left and right tell apart. Default false.</summary>
    public bool Mirror { get; set; }

    /// <summary>
    /// Clips per video that training sees, each shifted a little in time, 1 to 64. More make up for few videos and cost as many encoder passes. Default 1.
    /// </summary>
    public int TrainingClips { get; set => field = OptionGuard.InRange(value, 1, 64); } = 1;

    /// <summary>
    /// Copies of every video that training sees besides, each as if filmed another way: other light and colours, other framing, a shaking camera,
    /// sensor noise; with <see cref="Mirror"/> every second one mirrored. They teach the head what does not matter, which helps most where later
    /// videos come from another place or camera, and cost as many encoder passes. The same video always gets the same copies. 0 to 64. Default 0.
    /// </summary>
    public int VariedCopies { get; set => field = OptionGuard.InRange(value, 0, 64); }

    /// <summary>
    /// Penalty of <see cref="VideoHeadKind.Ridge"/> relative to the mean squared length of a feature vector, 1e-9 to 1e9. Default null: the one with
    /// the smallest leave-one-out error.
    /// </summary>
    public double? RidgePenalty { get; set => field = OptionGuard.InRange(value, 1e-9, 1e9); }

    internal VideoHeadOptions Clone() => (VideoHeadOptions)MemberwiseClone();
}
