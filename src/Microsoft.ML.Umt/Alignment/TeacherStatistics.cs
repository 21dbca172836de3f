using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Alignment;

/// <summary>From clips normalised with the student's mean and standard deviation to the teacher's. Immutable.</summary>
internal sealed class TeacherStatistics
{
    private readonly float[]? _scale;
    private readonly float[] _shift = [];

    private TeacherStatistics()
    {
    }

    /// <summary>Changes from one normalisation to another; each has three values, red first.</summary>
    public TeacherStatistics(IReadOnlyList<float> studentMean, IReadOnlyList<float> studentStd, IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        _scale = [.. Enumerable.Range(0, 3).Select(i => studentStd[i] / std[i])];
        _shift = [.. Enumerable.Range(0, 3).Select(i => (studentMean[i] - mean[i]) / std[i])];
    }

    /// <summary>The teacher sees what the student sees.</summary>
    public static TeacherStatistics AsStudent { get; } = new();

    /// <summary>Clips <c>[B, 3, T, H, W]</c> as the teacher wants them; the caller owns the result.</summary>
    public Tensor Apply(Tensor clips)
    {
        if (_scale is null)
            return clips.alias();
        using var scope = NewDisposeScope();
        var changed = clips.clone();
        for (var colour = 0; colour < 3; colour++)
        {
            // Numbers, not tensors: those would have to be uploaded, and the host would wait for them.
            var plane = changed.select(1, colour);
            plane.mul_(_scale[colour]).add_(_shift[colour]);
        }
        return changed.MoveToOuterDisposeScope();
    }
}
