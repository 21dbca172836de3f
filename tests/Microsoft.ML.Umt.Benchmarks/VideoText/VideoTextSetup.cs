using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Benchmarks.Training;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.VideoText;

/// <summary>
/// The step of stage 2 that is measured: the published pretraining (four losses of weight 1, four fifths of the tokens hidden, half of the words asked)
/// on full-length captions. Weights are random and clips are noise: no arithmetic depends on them.
/// </summary>
/// <param name="Name">For the report.</param>
/// <param name="Config">The model.</param>
/// <param name="Teacher">The teacher, at the resolution that gives the student's grid.</param>
internal sealed record VideoTextSetup(string Name, VideoTextConfig Config, ClipVisionConfig Teacher)
{
    public const double MaskRatio = 0.8, MaskedWords = 0.5;
    public const int TextTokens = 32;

    public static VideoTextSetup Base { get; } = new(
        "UMT-B/16 and bert-base with CLIP-B/16", WithDropPath(VideoTextPresets.Get("umt-vt-b16").Config, 0.1), ClipVisionConfig.B16);

    public static VideoTextSetup Large { get; } = new(
        "UMT-L/16 and bert-large with CLIP-L/14", WithDropPath(VideoTextPresets.Get("umt-vt-l16").Config, 0.2), ClipVisionConfig.L14);

    /// <summary>For a machine that is to show that everything runs.</summary>
    public static VideoTextSetup Tiny { get; } = new(
        "tiny towers with a tiny CLIP",
        new()
        {
            Vision = new() { ImageSize = 64, Frames = 4, Width = 128, Depth = 3, Heads = 2, Positions = PositionTable.Plain },
            Text = new() { VocabularySize = 1000, Width = 128, Heads = 2, HiddenWidth = 512, Depth = 3, FusionLayer = 2 },
            EmbeddingWidth = 64,
            AlignedLayers = 2,
            TeacherWidth = 64,
        },
        new() { ImageSize = 64, Width = 128, Depth = 3, Heads = 2, OutputWidth = 64, ReturnedLayers = 2 });

    /// <summary>The setup of a size of the training benchmark.</summary>
    public static VideoTextSetup OfSize(PretrainingSetup size) =>
        size == PretrainingSetup.Base ? Base : size == PretrainingSetup.Large ? Large : Tiny;

    public int VisibleTokens => Config.Vision.TokenFrames * VisiblePerFrame;

    public int VisiblePerFrame => TokenMasking.VisiblePerFrame(Config.Vision.GridHeight * Config.Vision.GridWidth, MaskRatio);

    /// <summary>
    /// Floating-point operations of a step on one clip with its caption, a multiply and an add counted as two: the teacher's forward pass over every
    /// frame, and three times the forward passes of the vision tower over the visible tokens, of the text layers over the caption and over its masked
    /// form, of the fusion layers over three pairs and the masked form (a video's keys and values once), and of the word head over the asked words.
    /// </summary>
    public double FlopsOfClip()
    {
        var (vision, text) = (Config.Vision, Config.Text);
        var trunk = TransformerFlops.Estimate(
            VisibleTokens, vision.Width, vision.Depth, vision.MlpRatio, 3.0 * vision.TubeletSize * vision.PatchSize * vision.PatchSize, vision.Tokens, 0);
        var decoders = 2.0 * Config.AlignedLayers * VisibleTokens * vision.Width * Config.TeacherWidth;
        double length = TextTokens, width = text.Width;
        var selfAttention = (4 * length * width * width) + (2 * length * length * width);
        var perceptron = 2 * length * width * text.HiddenWidth;
        var crossAttention = (2 * length * width * width) + (2 * length * VisibleTokens * width);
        var memory = 2.0 * VisibleTokens * vision.Width * width;
        var reading = 2 * text.FusionLayer * (selfAttention + perceptron);
        var fusion = text.FusionLayers * ((4 * (selfAttention + crossAttention + perceptron)) + memory);
        var words = MaskedWords * length * width * (width + text.VocabularySize);
        var projections = 2.0 * Teacher.ReturnedLayers * vision.Tokens * Teacher.Width * Teacher.OutputWidth;
        var look = (vision.TokenFrames * Teacher.EstimateFlops()) + projections;
        return look + (3 * (trunk + decoders + (2 * (reading + fusion + words))));
    }

    public VideoTextModel CreateModel() => new(Config, seed: 1);

    public ClipVisionTransformer CreateTeacher() => (PretrainingSetup.Base with { Teacher = Teacher }).CreateTeacher();

    /// <summary>Bytes of clips and captions without padding, as a loader leaves them.</summary>
    public VideoTextStepBatch CreateBatch(int size, bool forUpload)
    {
        var vision = Config.Vision;
        long[] sizes = [size, 1, vision.Frames, vision.ImageSize, vision.ImageSize, 3];
        var clips = forUpload ? PinnedMemory.Bytes(sizes) : empty(sizes, ScalarType.Byte);
        var random = new Random(3);
        random.NextBytes(clips.bytes);
        long[] ids = [.. Enumerable.Range(0, size * TextTokens).Select(i => i % TextTokens == 0 ? Config.Text.StartId : (long)random.Next(200, Config.Text.VocabularySize))];
        var words = tensor(ids).reshape(size, TextTokens);
        return new VideoTextStepBatch(
            clips.DetachFromDisposeScope(), words.DetachFromDisposeScope(), ones([size, TextTokens], ScalarType.Int64).DetachFromDisposeScope());
    }

    private static VideoTextConfig WithDropPath(VideoTextConfig config, double rate) => config with { Vision = config.Vision with { DropPathRate = rate } };
}
