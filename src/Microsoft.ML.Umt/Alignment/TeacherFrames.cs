using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Alignment;

/// <summary>Which frames of a clip the teacher looks at.</summary>
internal static class TeacherFrames
{
    /// <summary>
    /// Clips <c>[B, 3, T, H, W]</c> with one frame for each token in time: a token that covers several frames is compared with the teacher's view of
    /// the middle one. The caller's to dispose of.
    /// </summary>
    public static Tensor Of(Tensor clips, int tubeletSize)
    {
        using var scope = NewDisposeScope();
        var frames = tubeletSize == 1 ? clips.alias() : clips.slice(2, tubeletSize / 2, clips.shape[2], tubeletSize).contiguous();
        return frames.MoveToOuterDisposeScope();
    }
}
