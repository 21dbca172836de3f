using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt;

/// <summary>What the trainers on videos and words have in common. The trainers copy their options when they are made.</summary>
public abstract class MultimodalTrainingOptions : IResumableOptions
{
    private protected MultimodalTrainingOptions()
    {
    }

    /// <summary>Name of the video column. Default <c>Video</c>.</summary>
    public string VideoColumnName { get; set => field = OptionGuard.Named(value); } = "Video";

    /// <summary>Video tower, text tower and what joins them. Default <c>umt-vt-b16</c>; <c>umt-vt-ti16</c> suits a CPU.</summary>
    public VideoTextPreset Model { get; set => field = value ?? throw new ArgumentNullException(nameof(Model)); } = VideoTextPresets.Get("umt-vt-b16");

    /// <summary>
    /// File with the word pieces of the text tower, one a line: <c>vocab.txt</c> of bert-base-uncased for the published models. Required; its content is
    /// saved with the model.
    /// </summary>
    public string? VocabularyPath { get; set => field = OptionGuard.NullOrNamed(value); }

    /// <summary>
    /// Weights of the whole model to start from: the authors' stage-2 files and what <c>SaveCheckpoint</c> writes. Comes before
    /// <see cref="VisionCheckpointPath"/> and <see cref="TextCheckpointPath"/>. Default null.
    /// </summary>
    public string? CheckpointPath { get; set => field = OptionGuard.NullOrNamed(value); }

    /// <summary>Weights of the vision tower to start from: a stage-1 checkpoint, the authors' or of <see cref="MaskedTeacherTransformer.SaveCheckpoint"/>. Default null.</summary>
    public string? VisionCheckpointPath { get; set => field = OptionGuard.NullOrNamed(value); }

    /// <summary>Weights of the text tower to start from: a BERT file of Hugging Face's layout, <c>.safetensors</c> or <c>.pth</c>. Default null.</summary>
    public string? TextCheckpointPath { get; set => field = OptionGuard.NullOrNamed(value); }

    /// <summary>Whether texts end with <c>[SEP]</c>, as in plain BERT. The authors' models were trained without; saved with the model. Default false.</summary>
    public bool AddSeparator { get; set; }

    /// <summary>Frames of a clip, one from each of equal intervals, 1 to 1024. Default null: as many as the model's description says.</summary>
    public int? Frames { get; set => field = OptionGuard.InRange(value, 1, 1024); }

    /// <summary>Smallest share of a frame's area that is cut out in training, 0.01 to 1. Default 0.5.</summary>
    public double SmallestCrop { get; set => field = OptionGuard.InRange(value, 0.01, 1); } = 0.5;

    /// <summary>Whether half of the clips are mirrored in training. Turn it off where texts speak of left and right. Default true.</summary>
    public bool Flip { get; set; } = true;

    /// <summary>Whether only the text side and the heads learn, the vision tower staying as it was loaded: less time, and less to overfit. Default false.</summary>
    public bool FreezeVision { get; set; }

    /// <summary>Passes over the data, 1 to 100,000. Default 10.</summary>
    public int Epochs { get; set => field = OptionGuard.InRange(value, 1, 100_000); } = 10;

    /// <summary>Pairs per batch, 2 to 4096. A shorter last batch of an epoch is left out. Default 32.</summary>
    public int BatchSize { get; set => field = OptionGuard.InRange(value, 2, 4096); } = 32;

    /// <summary>Batches whose gradients are added up before each step, 1 to 4096; contrasts are drawn inside each batch. Default 1.</summary>
    public int AccumulationSteps { get; set => field = OptionGuard.InRange(value, 1, 4096); } = 1;

    /// <summary>Highest learning rate, 1e-9 to 10; used as it is, whatever the batch size. Default 1e-4.</summary>
    public double LearningRate { get; set => field = OptionGuard.InRange(value, 1e-9, 10); } = 1e-4;

    /// <summary>Factor on the learning rate of the vision tower, 0.0001 to 100: below 1 for a tower that has learned much and data that holds little. Default 1.</summary>
    public double VisionLearningRateScale { get; set => field = OptionGuard.InRange(value, 0.0001, 100); } = 1;

    /// <summary>Smallest share of the learning rate, in warm-up and at the end, 0 to 1. Default 0.01.</summary>
    public double MinimumLearningRateShare { get; set => field = OptionGuard.InRange(value, 0, 1); } = 0.01;

    /// <summary>Epochs over which the learning rate rises, 0 to 100,000. Default 1.</summary>
    public double WarmupEpochs { get; set => field = OptionGuard.InRange(value, 0, 100_000); } = 1;

    /// <summary>Weight decay of AdamW, 0 to 10; biases and norms are spared. Default 0.02.</summary>
    public double WeightDecay { get; set => field = OptionGuard.InRange(value, 0, 10); } = 0.02;

    /// <summary>Probability of skipping the vision tower's last block, rising from 0 at the first; 0 to 0.9. Default 0.1.</summary>
    public double DropPath { get; set => field = OptionGuard.InRange(value, 0, 0.9); } = 0.1;

    /// <summary>Longest gradient (L2 norm) that is not shortened, 1e-6 to 1e6. Default null: none is.</summary>
    public double? MaxGradientNorm { get; set => field = OptionGuard.InRange(value, 1e-6, 1e6); }

    /// <summary>Leading blocks of the vision tower whose activations are computed again instead of kept, 0 to 1000: less memory, more time. Default 0.</summary>
    public int CheckpointedBlocks { get; set => field = OptionGuard.InRange(value, 0, 1000); }

    /// <summary>Share of the old average that each step keeps when the fitted model is to have averaged weights, 0 to 0.999999. Default null: the last weights.</summary>
    public double? AverageDecay { get; set => field = OptionGuard.InRange(value, 0, 0.999999); }

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
            : throw new ArgumentOutOfRangeException(nameof(CheckpointInterval), value, $"{nameof(MultimodalTrainingOptions)}.{nameof(CheckpointInterval)} must be more than zero.");
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

    /// <summary>Arithmetic of the networks; weights, norms and losses stay float32. Default <see cref="ComputePrecision.Auto"/>.</summary>
    public ComputePrecision Precision { get; set => field = OptionGuard.Defined(value); } = ComputePrecision.Auto;

    /// <summary>How videos are read, and what becomes of those that cannot be: an exception, or a warning and a smaller batch.</summary>
    public VideoReadingOptions Reading { get; set => field = value ?? throw new ArgumentNullException(nameof(Reading)); } = new();

    /// <summary>
    /// Memory for decoded frames of short videos, in megabytes, 0 to 1,000,000: epochs after the first then start no ffmpeg for them. Default 0: none are kept.
    /// </summary>
    public int FrameCacheMegabytes { get; set => field = OptionGuard.InRange(value, 0, 1_000_000); }

    /// <summary>Receives progress about once a second and after every epoch, on the training thread. Default null.</summary>
    public Action<TrainingProgress>? MetricsCallback { get; set; }

    /// <summary>
    /// Folder for TensorBoard event files: the losses, learning rate, gradient, speed. A resumed training adds to it. Default null: none.
    /// </summary>
    public string? TensorBoardFolder { get; set => field = OptionGuard.NullOrNamed(value); }

    /// <summary>Ends training, after a last training checkpoint if there is a <see cref="WorkspaceFolder"/>; <see cref="WhenCancelled"/> says how. Default: never.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>
    /// What <c>Fit</c> does when it is cancelled: throw, or return the model it has (nothing is validated here, so the best weights are the last ones).
    /// Default <see cref="TrainingCancellation.Throw"/>.
    /// </summary>
    public TrainingCancellation WhenCancelled { get; set => field = OptionGuard.Defined(value); } = TrainingCancellation.Throw;

    /// <summary>The model with the clip length and the regularisation of training.</summary>
    /// <exception cref="ArgumentException">The model does not take squares, or two options contradict each other.</exception>
    internal VideoTextPreset TrainingModel()
    {
        var model = Model.WithFrames(Frames ?? Model.Config.Vision.Frames);
        var vision = model.Config.Vision;
        if (vision.ImageHeight != vision.ImageWidth)
            throw new ArgumentException($"{nameof(Model)} '{model.Name}' takes frames of {vision.ImageHeight} x {vision.ImageWidth}; clips are brought to squares.");
        if (CheckpointPath is not null && (VisionCheckpointPath ?? TextCheckpointPath) is not null)
            throw new ArgumentException($"Set either {nameof(CheckpointPath)} (the whole model) or {nameof(VisionCheckpointPath)} and {nameof(TextCheckpointPath)} (its towers).");
        return model.WithVision(vision with
        {
            DropPathRate = FreezeVision ? 0 : DropPath,
            CheckpointedBlocks = FreezeVision ? 0 : Math.Min(CheckpointedBlocks, vision.Depth),
        });
    }

    /// <summary>The decoder that training reads through.</summary>
    internal IVideoDecoder CreateDecoder() => FrameCacheMegabytes == 0
        ? Reading.CreateDecoder()
        : new CachingVideoDecoder(Reading.CreateDecoder(), Reading.Decode, (long)FrameCacheMegabytes << 20);

    private protected T CopyAs<T>() where T : MultimodalTrainingOptions
    {
        var copy = (T)MemberwiseClone();
        copy.Reading = Reading.Clone();
        return copy;
    }
}
