using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>
/// The step that is measured: a student under CLIP as its teacher, the authors' recipe of its size (six aligned layers, four fifths of the tokens
/// hidden by the teacher's attention). Weights are random and clips are noise: no arithmetic depends on them.
/// </summary>
/// <param name="Name">For the report.</param>
/// <param name="Student">The student.</param>
/// <param name="Teacher">The teacher, at the resolution that gives the student's grid.</param>
internal sealed record PretrainingSetup(string Name, MaskedVideoTransformerConfig Student, ClipVisionConfig Teacher)
{
    public const double MaskRatio = 0.8;

    public static PretrainingSetup Base { get; } = new(
        "UMT-B/16 with CLIP-B/16", new() { Encoder = new() { Classes = 0, DropPathRate = 0.1, Positions = PositionTable.Plain } }, ClipVisionConfig.B16);

    public static PretrainingSetup Large { get; } = new(
        "UMT-L/16 with CLIP-L/14",
        new() { Encoder = new() { Width = 1024, Depth = 24, Heads = 16, Classes = 0, DropPathRate = 0.2, Positions = PositionTable.Plain }, TeacherWidth = 768 },
        ClipVisionConfig.L14);

    /// <summary>For a machine that is to show that everything runs.</summary>
    public static PretrainingSetup Tiny { get; } = new(
        "a tiny student with a tiny CLIP",
        new() { Encoder = new() { ImageSize = 64, Frames = 4, Width = 128, Depth = 3, Heads = 2, Classes = 0, Positions = PositionTable.Plain }, AlignedLayers = 2, TeacherWidth = 64 },
        new() { ImageSize = 64, Width = 128, Depth = 3, Heads = 2, OutputWidth = 64, ReturnedLayers = 2 });

    public VideoTransformerConfig Encoder => Student.Encoder;

    public int VisibleTokens => Encoder.TokenFrames * VisiblePerFrame;

    public int VisiblePerFrame => TokenMasking.VisiblePerFrame(Encoder.GridHeight * Encoder.GridWidth, MaskRatio);

    /// <summary>
    /// Floating-point operations of a step on one clip, a multiply and an add counted as two: one forward pass of the teacher over every frame, and
    /// three times the student's forward pass over the visible tokens (forward, gradients of inputs, gradients of weights). What an implementation
    /// computes twice does not count.
    /// </summary>
    public double FlopsOfClip()
    {
        var config = Encoder;
        var trunk = TransformerFlops.Trunk(config, VisibleTokens, config.Tokens);
        var decoders = 2.0 * Student.AlignedLayers * VisibleTokens * config.Width * Student.TeacherWidth;
        var projections = 2.0 * Teacher.ReturnedLayers * config.Tokens * Teacher.Width * Teacher.OutputWidth;
        return (config.TokenFrames * Teacher.EstimateFlops()) + projections + (3 * (trunk + decoders));
    }

    public MaskedVideoTransformer CreateStudent() => new(Student, seed: 1);

    public ClipVisionTransformer CreateTeacher()
    {
        using var noGrad = no_grad();
        using var random = new Generator(2, CPU);
        var teacher = new ClipVisionTransformer(Teacher);
        foreach (var (name, parameter) in teacher.named_parameters())
            parameter.normal_(0, 0.02, random).add_(parameter.dim() == 1 && name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0);
        return teacher;
    }

    /// <summary>Bytes <c>[batch, 1, T, S, S, 3]</c> in main memory, as a loader leaves them.</summary>
    public Tensor CreateClips(int batch, bool forUpload = false)
    {
        long[] sizes = [batch, 1, Encoder.Frames, Encoder.ImageSize, Encoder.ImageSize, 3];
        var clips = forUpload ? PinnedMemory.Bytes(sizes) : empty(sizes, ScalarType.Byte);
        new Random(3).NextBytes(clips.bytes);
        return clips.DetachFromDisposeScope();
    }
}
