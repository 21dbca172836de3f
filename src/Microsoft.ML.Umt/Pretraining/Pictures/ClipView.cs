using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Pipeline;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Pretraining.Pictures;

/// <summary>Shows single videos to a teacher as a training would, without its random changes, and keeps what came of it. Not thread-safe.</summary>
internal sealed class ClipView(PretrainingPlan plan, VideoReadingOptions reading, IImageTeacher? teacher, Device device)
{
    private readonly ClipNormalization _normalization = new(plan.Student.Mean, plan.Student.Std);

    /// <summary>Reads the video and looks at it.</summary>
    /// <param name="video">The video.</param>
    /// <param name="seed">Seed of the mask.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="VideoDecodeException">The video cannot be read.</exception>
    public SeenClip See(MLVideo video, int seed, CancellationToken cancellationToken)
    {
        var encoder = plan.Encoder;
        var sampling = new FrameSamplingOptions { FrameCount = encoder.Frames };
        var reader = new ClipReader(reading.CreateDecoder(), sampling.CreateEvaluationSampler(), encoder.Frames, EvalTransform.Test(encoder.ImageSize, 1));
        var pixels = new byte[reader.Shape.Bytes];
        reader.Read(video, seed, pixels, cancellationToken);

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var bytes = tensor(pixels, [1, 1, encoder.Frames, encoder.ImageSize, encoder.ImageSize, 3]);
        float[]? attention = null;
        var visible = teacher is null ? Draw(null) : teacher.Look(TeacherFrames.Of(_normalization.Apply(bytes, device), encoder.TubeletSize), Draw).Tokens;
        return new SeenClip(MiddleFrames(pixels, encoder.ImageSize, encoder.TubeletSize), visible.cpu().data<long>().ToArray(), attention);

        Tensor Draw(Tensor? looked)
        {
            attention = looked?.cpu().contiguous().data<float>().ToArray();
            return plan.Masks.Draw(1, looked, new Random(seed), device);
        }
    }

    /// <summary>What the student sees.</summary>
    public Picture Mask(SeenClip clip) => TokenPictures.Mask(clip.Frames, plan.Encoder.ImageSize, plan.Encoder.PatchSize, clip.Visible);

    /// <summary>Where the teacher looks; null without a teacher.</summary>
    public Picture? Attention(SeenClip clip) =>
        clip.Attention is { } attention ? TokenPictures.Attention(clip.Frames, plan.Encoder.ImageSize, plan.Encoder.PatchSize, attention) : null;

    /// <summary>The frame of each token in time that the teacher looks at.</summary>
    private static byte[] MiddleFrames(byte[] pixels, int side, int tubelet) =>
        [.. pixels.Chunk(side * side * 3).Where((_, frame) => frame % tubelet == tubelet / 2).SelectMany(frame => frame)];
}
