using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>Floating-point operations of learning from one clip, counted from the networks' sizes.</summary>
internal static class PretrainingCost
{
    /// <summary>The student forward and backward on its visible tokens, the teacher forward on all frames.</summary>
    public static double OfAlignment(MaskedVideoTransformerConfig student, int visible, IImageTeacher teacher)
    {
        var decoders = 2.0 * student.AlignedLayers * visible * student.Encoder.Width * teacher.FeatureWidth;
        return TrainingCost.Trained(Encoder(student.Encoder, visible) + decoders) + student.Encoder.TokenFrames * teacher.FlopsPerFrame;
    }

    /// <summary>Encoder on the visible tokens and decoder on all, forward and backward.</summary>
    public static double OfPixelReconstruction(PixelReconstructionConfig model, int visible)
    {
        var tokens = model.Encoder.Tokens;
        var decoder = TransformerFlops.Estimate(tokens, model.DecoderWidth, model.DecoderDepth, model.Encoder.MlpRatio, patchValues: 0, patches: 0, classes: 0);
        var between = 2.0 * visible * model.Encoder.Width * model.DecoderWidth + 2.0 * (tokens - visible) * model.DecoderWidth * model.PatchValues;
        return TrainingCost.Trained(Encoder(model.Encoder, visible) + decoder + between);
    }

    // Patches are embedded before some of them are hidden.
    private static double Encoder(VideoTransformerConfig encoder, int visible) => TransformerFlops.Trunk(encoder, visible, encoder.Tokens);
}
