using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Benchmarks.Training;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.VideoText;
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
    /// Floating-point operations of a step on one clip with its caption, counted as the library counts them in its reports, and the projections of the
    /// teacher's features. What an implementation computes twice does not count.
    /// </summary>
    public double FlopsOfClip()
    {
        var objective = new VideoTextObjectiveOptions { VideoMask = (TokenMaskKind.Attention, MaskRatio), MaskedWords = MaskedWords };
        return VideoTextCost.OfPair(Config, objective, Teacher.EstimateFlops(), TextTokens) + (2.0 * Teacher.ReturnedLayers * Config.Vision.Tokens * Teacher.Width * Teacher.OutputWidth);
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
