using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Alignment;

/// <summary>The loss that aligns the student's features with the teacher's; always computed in float32.</summary>
internal static class AlignmentLoss
{
    /// <summary>Features <c>[K, B, Nvis, C]</c> of both sides at the same tokens to one number, averaged over layers, clips and tokens.</summary>
    public static Tensor Compute(Tensor student, Tensor teacher, AlignmentLossKind kind)
    {
        if (!student.shape.AsSpan().SequenceEqual(teacher.shape))
        {
            throw new ArgumentException(
                $"Student and teacher features must have one shape, found [{string.Join(", ", student.shape)}] and [{string.Join(", ", teacher.shape)}]. "
                + "Check the number of aligned layers, the teacher's width, and that both cut a frame into the same grid of patches.");
        }
        using var scope = NewDisposeScope();
        var (ours, theirs) = (student.to(ScalarType.Float32), teacher.to(ScalarType.Float32));
        var loss = kind switch
        {
            AlignmentLossKind.L2 => (2 - (2 * (ours * theirs).sum(-1))).mean(),
            AlignmentLossKind.MeanSquaredError => nn.functional.mse_loss(ours, theirs),
            AlignmentLossKind.SmoothL1 => nn.functional.smooth_l1_loss(ours, theirs),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown alignment loss."),
        };
        return loss.MoveToOuterDisposeScope();
    }
}
