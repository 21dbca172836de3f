using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pretraining;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt;

/// <summary>
/// Options of <see cref="MaskedTeacherTrainer"/>. The defaults are the authors' recipe for B/16; <see cref="FromRecipe"/> sets all of a recipe. The
/// trainer copies them when it is made.
/// </summary>
public sealed class MaskedTeacherOptions : IResumableOptions
{
    /// <summary>Name of the video column. Default <c>Video</c>.</summary>
    public string VideoColumnName { get; set => field = OptionGuard.Named(value); } = "Video";

    /// <summary>Name of the feature column that the fitted transformer adds. Default <c>Features</c>.</summary>
    public string OutputColumnName { get; set => field = OptionGuard.Named(value); } = "Features";

    /// <summary>The video model that learns. Default <c>umt-b16</c>; <c>umt-xs16</c> to <c>umt-s16</c> suit a CPU or one small GPU.</summary>
    public ModelPreset Student { get; set => field = value ?? throw new ArgumentNullException(nameof(Student)); } = ModelPresets.Get("umt-b16");

    /// <summary>File with weights of the student to go on from, for pretraining that continues on other videos. Default null: random weights.</summary>
    public string? StudentCheckpointPath { get; set => field = OptionGuard.NullOrNamed(value); }

    /// <summary>The teacher. Required for <see cref="PretrainingObjective.Alignment"/>; the other objective has none. Default null.</summary>
    public ImageTeacherSource? Teacher { get; set; }

    /// <summary>What is learned. Default <see cref="PretrainingObjective.Alignment"/>.</summary>
    public PretrainingObjective Objective { get; set => field = OptionGuard.Defined(value); } = PretrainingObjective.Alignment;

    /// <summary>Which tokens the student sees. Default null: <see cref="TokenMaskKind.Attention"/> with a teacher, <see cref="TokenMaskKind.Tube"/> without.</summary>
    public TokenMaskKind? Mask { get; set => field = value is { } kind ? OptionGuard.Defined(kind) : null; }

    /// <summary>Share of the tokens that the student does not see, 0.01 to 0.99. Default 0.8.</summary>
    public double MaskRatio { get; set => field = OptionGuard.InRange(value, 0.01, 0.99); } = 0.8;

    /// <summary>Layers of student and teacher that are aligned, from the last one down, 1 to 64. Default null: 6, or as many as the shallower of both has.</summary>
    public int? AlignedLayers { get; set => field = OptionGuard.InRange(value, 1, 64); }

    /// <summary>Distance between aligned layers of the student, 1 to 64; may be fractional. Default 1.</summary>
    public double StudentLayerInterval { get; set => field = OptionGuard.InRange(value, 1, 64); } = 1;

    /// <summary>Distance between aligned layers of the teacher, 1 to 64; may be fractional. Default 1.</summary>
    public double TeacherLayerInterval { get; set => field = OptionGuard.InRange(value, 1, 64); } = 1;

    /// <summary>How features are compared. Default <see cref="AlignmentLossKind.L2"/>.</summary>
    public AlignmentLossKind Loss { get; set => field = OptionGuard.Defined(value); } = AlignmentLossKind.L2;

    /// <summary>
    /// Factor on the alignment loss, 1e-6 to 1e6 (the authors' loss ratio). AdamW takes it out of its steps again, so it matters only beside
    /// <see cref="MaxGradientNorm"/> and in the reported loss. Default 1.
    /// </summary>
    public double LossRatio { get; set => field = OptionGuard.InRange(value, 1e-6, 1e6); } = 1;

    /// <summary>How features are scaled before. Default <see cref="FeatureNorm.L2"/>, which the loss of the same name needs.</summary>
    public FeatureNorm FeatureNorm { get; set => field = OptionGuard.Defined(value); } = FeatureNorm.L2;

    /// <summary>Blocks of the decoder that paints pixels, 1 to 64; half as wide as the student. Default 4.</summary>
    public int PixelDecoderDepth { get; set => field = OptionGuard.InRange(value, 1, 64); } = 4;

    /// <summary>Whether the pixels of each patch are brought to mean 0 and variance 1 before they are compared. Default true.</summary>
    public bool NormalizePixels { get; set; } = true;

    /// <summary>Passes over the videos, 1 to 100,000. Default 200.</summary>
    public int Epochs { get; set => field = OptionGuard.InRange(value, 1, 100_000); } = 200;

    /// <summary>Videos per batch, 1 to 4096. A shorter last batch of an epoch is left out. Default 64.</summary>
    public int BatchSize { get; set => field = OptionGuard.InRange(value, 1, 4096); } = 64;

    /// <summary>Batches whose gradients are added up before each step, 1 to 4096: a larger batch without its memory. Default 1.</summary>
    public int AccumulationSteps { get; set => field = OptionGuard.InRange(value, 1, 4096); } = 1;

    /// <summary>
    /// Highest learning rate for a step of 256 videos, 1e-9 to 10; the real one is proportional to the videos of a step (batch size x accumulation). Default 1.5e-4.
    /// </summary>
    public double LearningRate { get; set => field = OptionGuard.InRange(value, 1e-9, 10); } = 1.5e-4;

    /// <summary>The learning rate at the end, for a step of 256 videos, 0 to 10. Default 1e-5.</summary>
    public double MinimumLearningRate { get; set => field = OptionGuard.InRange(value, 0, 10); } = 1e-5;

    /// <summary>Epochs over which the learning rate rises from 0, 0 to 100,000. Default null: a fifth of the epochs.</summary>
    public double? WarmupEpochs { get; set => field = OptionGuard.InRange(value, 0, 100_000); }

    /// <summary>Decay of AdamW's mean of gradients, 0 to 0.9999. Default 0.9.</summary>
    public double Beta1 { get; set => field = OptionGuard.InRange(value, 0, 0.9999); } = 0.9;

    /// <summary>Decay of AdamW's mean of squared gradients, 0 to 0.99999. Default 0.95.</summary>
    public double Beta2 { get; set => field = OptionGuard.InRange(value, 0, 0.99999); } = 0.95;

    /// <summary>Weight decay, 0 to 10. Default 0.05.</summary>
    public double WeightDecay { get; set => field = OptionGuard.InRange(value, 0, 10); } = 0.05;

    /// <summary>Probability of skipping the student's last block, rising from 0 at the first; 0 to 0.9. Default 0.1.</summary>
    public double DropPath { get; set => field = OptionGuard.InRange(value, 0, 0.9); } = 0.1;

    /// <summary>Longest gradient (L2 norm) that is not shortened, 1e-6 to 1e6. Default null: none is.</summary>
    public double? MaxGradientNorm { get; set => field = OptionGuard.InRange(value, 1e-6, 1e6); }

    /// <summary>Leading blocks of the student whose activations are computed again instead of kept, 0 to 1000: less memory, more time. Default 0.</summary>
    public int CheckpointedBlocks { get; set => field = OptionGuard.InRange(value, 0, 1000); }

    /// <summary>Share of the old average that each step keeps when the fitted model is to have averaged weights, 0 to 0.999999. Default null: the last weights.</summary>
    public double? AverageDecay { get; set => field = OptionGuard.InRange(value, 0, 0.999999); }

    /// <summary>Whether half of the clips are mirrored. Default true.</summary>
    public bool Flip { get; set; } = true;

    /// <summary>
    /// Folder for training checkpoints. When it holds some of the same training, <c>Fit</c> goes on from the newest. Default null: no checkpoints.
    /// </summary>
    public string? WorkspaceFolder { get; set => field = OptionGuard.NullOrNamed(value); }

    /// <summary>Steps between two training checkpoints, 1 or more. Default null: only <see cref="CheckpointInterval"/> counts.</summary>
    public int? CheckpointSteps { get; set => field = OptionGuard.InRange(value, 1, int.MaxValue); }

    /// <summary>Time between two training checkpoints, more than zero. Default 10 minutes.</summary>
    public TimeSpan CheckpointInterval
    {
        get;
        set => field = value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(CheckpointInterval), value, $"{nameof(MaskedTeacherOptions)}.{nameof(CheckpointInterval)} must be more than zero.");
    } = TimeSpan.FromMinutes(10);

    /// <summary>Training checkpoints that are kept, 1 to 1000; with 2 or more a damaged one is no loss. Default 3.</summary>
    public int KeptCheckpoints { get; set => field = OptionGuard.InRange(value, 1, 1000); } = 3;

    /// <summary>
    /// Seed of everything random. Default null: that of the <see cref="MLContext"/>; if it has none either, a new one, or 0 with a
    /// <see cref="WorkspaceFolder"/>, because a training can only be resumed with the seed it was begun with.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>Number of the GPU to train on, 0 to 255. Default null: what the <see cref="MLContext"/> says; the CPU if that is null too.</summary>
    public int? GpuDeviceId { get; set => field = OptionGuard.InRange(value, 0, 255); }

    /// <summary>Whether to train on the CPU when the GPU is absent, instead of throwing. Default null: what the <see cref="MLContext"/> says.</summary>
    public bool? FallbackToCpu { get; set; }

    /// <summary>Arithmetic of teacher and student; weights, norms and losses stay float32. Default <see cref="ComputePrecision.Auto"/>.</summary>
    public ComputePrecision Precision { get; set => field = OptionGuard.Defined(value); } = ComputePrecision.Auto;

    /// <summary>How videos are read, and what becomes of those that cannot be: an exception, or a warning and a smaller batch.</summary>
    public VideoReadingOptions Reading { get; set => field = value ?? throw new ArgumentNullException(nameof(Reading)); } = new();

    /// <summary>
    /// Folder for pictures, PNG: of the first four videos what the student sees (<c>mask-1.png</c> …) and where the teacher looks
    /// (<c>attention-1.png</c> …), and the loss of all epochs so far (<c>loss.png</c>, and as numbers <c>loss.txt</c>). Drawn without the random changes of training;
    /// see <see cref="PretrainingPictures"/> for pictures before it. Default null: none.
    /// </summary>
    public string? PictureFolder { get; set => field = OptionGuard.NullOrNamed(value); }

    /// <summary>
    /// Folder for TensorBoard event files: loss, learning rate, gradient, speed, and the pictures of masks and attention. A resumed training adds to it. Default null: none.
    /// </summary>
    public string? TensorBoardFolder { get; set => field = OptionGuard.NullOrNamed(value); }

    /// <summary>Receives progress about once a second and after every epoch, on the training thread. Default null.</summary>
    public Action<TrainingProgress>? MetricsCallback { get; set; }

    /// <summary>Ends training, after a last training checkpoint if there is a <see cref="WorkspaceFolder"/>; <see cref="WhenCancelled"/> says how. Default: never.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>
    /// What <c>Fit</c> does when it is cancelled: throw, or return the model it has (nothing is validated here, so the best weights are the last ones).
    /// Default <see cref="TrainingCancellation.Throw"/>.
    /// </summary>
    public TrainingCancellation WhenCancelled { get; set => field = OptionGuard.Defined(value); } = TrainingCancellation.Throw;

    /// <summary>The options of a recipe; batch size and accumulation give its number of videos a step on one machine.</summary>
    /// <param name="recipe">Name of the recipe, see <see cref="PretrainingRecipes"/>.</param>
    /// <param name="teacherPath">Weights of the recipe's teacher.</param>
    /// <exception cref="ArgumentException">There is no such recipe, or the path is empty.</exception>
    public static MaskedTeacherOptions FromRecipe(string recipe, string teacherPath) => PretrainingRecipes.Get(recipe).ToOptions(teacherPath);

    internal TokenMaskKind EffectiveMask => Mask ?? (Objective == PretrainingObjective.Alignment ? TokenMaskKind.Attention : TokenMaskKind.Tube);

    internal MaskedTeacherOptions Clone()
    {
        var copy = (MaskedTeacherOptions)MemberwiseClone();
        copy.Reading = Reading.Clone();
        return copy;
    }
}
