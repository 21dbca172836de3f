using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Floating-point operations of learning from one pair, counted from the networks' sizes and the losses that are asked for.</summary>
internal static class VideoTextCost
{
    /// <summary>
    /// The teacher forward on every frame, and forward and backward: the vision tower on the tokens that it sees, the text layers on the caption and on
    /// its masked form, the fusion layers on three pairs and the masked form (a video's keys and values once), the word head on the words that are asked.
    /// </summary>
    /// <param name="config">The model.</param>
    /// <param name="objective">Losses and masks.</param>
    /// <param name="teacherFlopsPerFrame">Cost of the teacher's look at a frame; 0 without one.</param>
    /// <param name="textTokens">Tokens of a text, padding included: the towers compute it too.</param>
    /// <param name="isPicture">Whether the pair holds a picture.</param>
    /// <param name="learnsToSee">Whether the vision tower learns.</param>
    public static double OfPair(
        VideoTextConfig config, VideoTextObjectiveOptions objective, double teacherFlopsPerFrame, int textTokens, bool isPicture = false, bool learnsToSee = true)
    {
        var (weights, grid) = (objective.Weights, config.Vision.GridHeight * config.Vision.GridWidth);
        var frames = isPicture ? 1 : config.Vision.TokenFrames;
        var (kind, ratio) = isPicture ? objective.PictureMask : objective.VideoMask;
        var visible = weights.Alignment > 0 ? TokenMasking.Visible(kind, frames, grid, ratio) : frames * grid;
        var decoders = weights.Alignment > 0 ? 2.0 * config.AlignedLayers * visible * config.Vision.Width * config.TeacherWidth : 0;
        var look = weights.Alignment > 0 ? frames * teacherFlopsPerFrame : 0;
        var seeing = TransformerFlops.Trunk(config.Vision, visible, frames * grid) + decoders;
        return look + (learnsToSee ? TrainingCost.Trained(seeing) : seeing) + TrainingCost.Trained(Text(config, objective, textTokens, visible));
    }

    private static double Text(VideoTextConfig config, VideoTextObjectiveOptions objective, int length, int visible)
    {
        var (weights, text, flops) = (objective.Weights, config.Text, new BertFlops(config.Text));
        var (matches, asks) = (weights.Matching > 0, weights.MaskedLanguage > 0);
        var read = (matches || weights.Contrastive > 0 ? 1 : 0) + (asks ? 1 : 0);
        var fused = (matches ? 3 : 0) + (asks ? 1 : 0);
        var fusion = fused == 0 ? 0 : text.FusionLayers * ((fused * flops.FusionLayer(length, visible)) + flops.Memory(visible, config.Vision.Width));
        var words = asks ? flops.Words(objective.MaskedWords * length) : 0;
        return (read * text.FusionLayer * flops.Layer(length)) + fusion + words;
    }
}
