using Microsoft.ML.Umt.Classification;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt;

/// <summary>Options of <see cref="VideoClassificationTrainer"/>. The trainer copies them when it is made.</summary>
public sealed class VideoClassificationOptions : IResumableOptions
{
    /// <summary>Name of the label column, a key (see <c>MapValueToKey</c>). Default <c>Label</c>.</summary>
    public string LabelColumnName { get; set => field = OptionGuard.Named(value); } = "Label";

    /// <summary>Name of the video column. Default <c>Video</c>.</summary>
    public string VideoColumnName { get; set => field = OptionGuard.Named(value); } = "Video";

    /// <summary>Name of the added column with the probability of each class. Default <c>Score</c>.</summary>
    public string ScoreColumnName { get; set => field = OptionGuard.Named(value); } = "Score";

    /// <summary>Name of the added column with the most probable class. Default <c>PredictedLabel</c>.</summary>
    public string PredictedLabelColumnName { get; set => field = OptionGuard.Named(value); } = "PredictedLabel";

    /// <summary>The encoder to start from. Required.</summary>
    public required VideoEncoderSource Encoder { get; set => field = value ?? throw new ArgumentNullException(nameof(Encoder)); }

    /// <summary>How much of the network is trained. Default <see cref="VideoTrainingDepth.Head"/>.</summary>
    public VideoTrainingDepth Depth { get; set => field = OptionGuard.Defined(value); } = VideoTrainingDepth.Head;

    /// <summary>Which frames the encoder sees, and how many clips of a video are scored and averaged. Default null: sparse, as many as the preset says.</summary>
    public FrameSamplingOptions? Sampling { get; set; }

    /// <summary>Side of the frames in pixels, 8 to 4096. Default null: that of the preset.</summary>
    public int? ImageSize { get; set => field = OptionGuard.InRange(value, 8, 4096); }

    /// <summary>How frames become squares. Default <see cref="FrameFit.Crop"/>.</summary>
    public FrameFit FrameFit { get; set => field = OptionGuard.Defined(value); } = FrameFit.Crop;

    /// <summary>Squares along the long side that are scored and averaged, 1 to 16; more than 1 needs <see cref="FrameFit.Crop"/>. Default 1.</summary>
    public int SpatialCrops { get; set => field = OptionGuard.InRange(value, 1, 16); } = 1;

    /// <summary>Frames, differences between frames, or both (with <see cref="VideoTrainingDepth.Head"/> only). Default <see cref="ClipStreams.Frames"/>.</summary>
    public ClipStreams Streams { get; set => field = OptionGuard.Defined(value); } = ClipStreams.Frames;

    /// <summary>What <see cref="VideoTrainingDepth.Head"/> trains.</summary>
    public VideoHeadOptions Head { get; set => field = value ?? throw new ArgumentNullException(nameof(Head)); } = new();

    /// <summary>How <see cref="VideoTrainingDepth.Full"/> and <see cref="VideoTrainingDepth.Adapter"/> train.</summary>
    public VideoFinetuningOptions Finetuning { get; set => field = value ?? throw new ArgumentNullException(nameof(Finetuning)); } = new();

    /// <summary>What <see cref="VideoTrainingDepth.Adapter"/> trains beside the head.</summary>
    public VideoAdapterOptions Adapter { get; set => field = value ?? throw new ArgumentNullException(nameof(Adapter)); } = new();

    /// <summary>How <see cref="VideoTrainingDepth.Full"/> and <see cref="VideoTrainingDepth.Adapter"/> vary their clips.</summary>
    public ClipAugmentationOptions Augmentation { get; set => field = value ?? throw new ArgumentNullException(nameof(Augmentation)); } = new();

    /// <summary>Passes over the training videos, 1 to 100,000. Default 30. The ridge head needs none.</summary>
    public int Epochs { get; set => field = OptionGuard.InRange(value, 1, 100_000); } = 30;

    /// <summary>Videos per training step and per call of the model, 1 to 4096. Default 8.</summary>
    public int BatchSize { get; set => field = OptionGuard.InRange(value, 1, 4096); } = 8;

    /// <summary>
    /// Highest learning rate, 1e-9 to 10. Default null: with <see cref="VideoTrainingDepth.Full"/> 1e-3 x clips per step / 256
    /// from pretrained weights, but at least 5e-5, and 1e-3 from random ones; 1e-3 for adapters; 1e-2 for the softmax head. The ridge head has none.
    /// </summary>
    public double? LearningRate { get; set => field = OptionGuard.InRange(value, 1e-9, 10); }

    /// <summary>Weight decay, 0 to 10. Default 0.05.</summary>
    public double WeightDecay { get; set => field = OptionGuard.InRange(value, 0, 10); } = 0.05;

    /// <summary>Share of the target that is spread over all classes, 0 to 0.9. Default 0.1.</summary>
    public double LabelSmoothing { get; set => field = OptionGuard.InRange(value, 0, 0.9); } = 0.1;

    /// <summary>Whether rare classes weigh as much as frequent ones. Default false.</summary>
    public bool BalanceClasses { get; set; }

    /// <summary>Videos to validate on, with the columns of the training data. Default null.</summary>
    public IDataView? ValidationSet { get; set; }

    /// <summary>Share of the training videos of each class that is set aside for validation, 0 to 0.9; ignored with a <see cref="ValidationSet"/>. Default 0.</summary>
    public double ValidationFraction { get; set => field = OptionGuard.InRange(value, 0, 0.9); }

    /// <summary>When training ends early. Default null: never. The weights of the best validation are kept either way.</summary>
    public EarlyStoppingOptions? EarlyStopping { get; set; }

    /// <summary>
    /// Folder for training checkpoints, with <see cref="VideoTrainingDepth.Full"/> and <see cref="VideoTrainingDepth.Adapter"/>. When it holds some of the same
    /// training, <c>Fit</c> goes on from the newest. Default null: no checkpoints.
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
            : throw new ArgumentOutOfRangeException(nameof(CheckpointInterval), value, $"{nameof(VideoClassificationOptions)}.{nameof(CheckpointInterval)} must be more than zero.");
    } = TimeSpan.FromMinutes(10);

    /// <summary>Training checkpoints that are kept, 1 to 1000; with 2 or more a damaged one is no loss. Default 3.</summary>
    public int KeptCheckpoints { get; set => field = OptionGuard.InRange(value, 1, 1000); } = 3;

    /// <summary>
    /// Folder for TensorBoard event files of <see cref="VideoTrainingDepth.Full"/> and <see cref="VideoTrainingDepth.Adapter"/>: loss, learning rate, gradient,
    /// speed, validation. Default null: none.
    /// </summary>
    public string? TensorBoardFolder { get; set => field = OptionGuard.NullOrNamed(value); }

    /// <summary>
    /// Seed of everything random. Default null: that of the <see cref="MLContext"/>; if it has none either, a new one, or 0 with a
    /// <see cref="WorkspaceFolder"/>, because a training can only be resumed with the seed it was begun with.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>Number of the GPU to train on, 0 to 255. Default null: what the <see cref="MLContext"/> says; the CPU if that is null too.</summary>
    public int? GpuDeviceId { get; set => field = OptionGuard.InRange(value, 0, 255); }

    /// <summary>Whether to train on the CPU when the GPU is absent, instead of throwing. Default null: what the <see cref="MLContext"/> says.</summary>
    public bool? FallbackToCpu { get; set; }

    /// <summary>Arithmetic of the encoder. Default <see cref="ComputePrecision.Auto"/>; training from random weights wants <see cref="ComputePrecision.Float32"/>.</summary>
    public ComputePrecision Precision { get; set => field = OptionGuard.Defined(value); } = ComputePrecision.Auto;

    /// <summary>How videos are read: decoder limits, workers, and what becomes of unreadable videos in training and scoring.</summary>
    public VideoReadingOptions Reading { get; set => field = value ?? throw new ArgumentNullException(nameof(Reading)); } = new();

    /// <summary>
    /// Keeps features of videos between calls, for repeated training on the same videos. Default null: in memory, as long as the trainer lives.
    /// A cache given here also serves the fitted transformer while it is in this process.
    /// </summary>
    public VideoFeatureCache? FeatureCache { get; set; }

    /// <summary>Receives progress about once a second and after every epoch, on the training thread. Default null.</summary>
    public Action<TrainingProgress>? MetricsCallback { get; set; }

    /// <summary>Ends training, after a last training checkpoint if there is a <see cref="WorkspaceFolder"/>; <see cref="WhenCancelled"/> says how. Default: never.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>
    /// What <c>Fit</c> does when <see cref="VideoTrainingDepth.Full"/> or <see cref="VideoTrainingDepth.Adapter"/> is cancelled: throw, or return the model it
    /// has. Default <see cref="TrainingCancellation.Throw"/>.
    /// </summary>
    public TrainingCancellation WhenCancelled { get; set => field = OptionGuard.Defined(value); } = TrainingCancellation.Throw;

    /// <summary>The options of a finetuning recipe; batch size and accumulation give its number of videos a step on one machine.</summary>
    /// <param name="recipe">Name of the recipe, see <see cref="FinetuningRecipes"/>.</param>
    /// <param name="checkpointPath">Weights that the recipe starts from; null for a recipe that starts from random ones.</param>
    /// <param name="headRowsFile">The list of head rows that recipes for Kinetics-600 and -700 need, see <see cref="VideoFinetuningOptions.HeadRowsFile"/>.</param>
    /// <exception cref="ArgumentException">There is no such recipe, or a file that it needs is not named.</exception>
    public static VideoClassificationOptions FromRecipe(string recipe, string? checkpointPath, string? headRowsFile = null) =>
        FinetuningRecipes.Get(recipe).ToOptions(checkpointPath, headRowsFile);

    internal VideoClassificationOptions Clone()
    {
        var copy = (VideoClassificationOptions)MemberwiseClone();
        copy.Sampling = Sampling?.Clone();
        copy.Head = Head.Clone();
        copy.Finetuning = Finetuning.Clone();
        copy.Adapter = Adapter.Clone();
        copy.Augmentation = Augmentation.Clone();
        copy.EarlyStopping = EarlyStopping?.Clone();
        copy.Reading = Reading.Clone();
        return copy;
    }

    internal FrameSamplingOptions SamplingOrDefault() => Sampling ?? new FrameSamplingOptions { FrameCount = Encoder.Preset.Frames };

    /// <summary>Checks what no single property can.</summary>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    internal void CheckTogether()
    {
        if (FrameFit == FrameFit.Squash && SpatialCrops > 1)
            throw new ArgumentException($"{nameof(SpatialCrops)} is {SpatialCrops}, but a squashed frame has nothing to cut: set it to 1, or {nameof(FrameFit)} to {FrameFit.Crop}.");
        if (EarlyStopping is not null && ValidationSet is null && ValidationFraction == 0)
            throw new ArgumentException($"{nameof(EarlyStopping)} needs videos to validate on: set {nameof(ValidationFraction)} or {nameof(ValidationSet)}.");
        if (ScoreColumnName == PredictedLabelColumnName)
            throw new ArgumentException($"{nameof(ScoreColumnName)} and {nameof(PredictedLabelColumnName)} are both '{ScoreColumnName}'.");
        if (Depth == VideoTrainingDepth.Head)
        {
            CheckLayer();
            CheckHeadKind();
            if (WorkspaceFolder is not null)
                throw new ArgumentException($"{nameof(WorkspaceFolder)} is for trainings that take long; {nameof(VideoTrainingDepth)}.{nameof(VideoTrainingDepth.Head)} keeps its features instead: set {nameof(FeatureCache)} to {nameof(VideoFeatureCache)}.{nameof(VideoFeatureCache.OnDisk)}(folder).");
            return;
        }
        if (Finetuning.KeepHead && Encoder.CheckpointPath is null)
            throw new ArgumentException($"{nameof(VideoFinetuningOptions)}.{nameof(VideoFinetuningOptions.KeepHead)} needs a checkpoint; {Encoder} has no head to keep.");
        if (Finetuning.HeadRowsFile is not null && !Finetuning.KeepHead)
            throw new ArgumentException($"{nameof(VideoFinetuningOptions)}.{nameof(VideoFinetuningOptions.HeadRowsFile)} does nothing unless {nameof(VideoFinetuningOptions.KeepHead)} is set.");
        if (Encoder.Preset.Image is not null)
            throw new ArgumentException($"{Encoder.Preset.Name} sees single frames and cannot learn motion end to end: use {nameof(VideoTrainingDepth)}.{nameof(VideoTrainingDepth.Head)}, or a video model.");
        if (Streams == ClipStreams.FramesAndDifferences)
            throw new ArgumentException($"{nameof(VideoTrainingDepth)}.{Depth} trains on one stream: set {nameof(Streams)} to {nameof(ClipStreams.Frames)} or {nameof(ClipStreams.Differences)}.");
    }

    private void CheckLayer()
    {
        var depth = Encoder.Preset.Video?.Depth ?? Encoder.Preset.Image!.Depth;
        if (Head.Layer is { } layer && (layer >= depth || layer < -depth))
            throw new ArgumentException($"{nameof(VideoHeadOptions)}.{nameof(VideoHeadOptions.Layer)} is {layer}, but {Encoder.Preset.Name} has {depth} blocks: choose from {-depth} to {depth - 1}.");
    }

    private void CheckHeadKind()
    {
        if (Head.Kind == VideoHeadKind.Ridge && (EarlyStopping is not null || LearningRate is not null))
        {
            var useless = EarlyStopping is not null ? nameof(EarlyStopping) : nameof(LearningRate);
            throw new ArgumentException(
                $"{useless} does nothing for the ridge head, which is solved in one step: leave it out, or set {nameof(Head)}.{nameof(VideoHeadOptions.Kind)} to {nameof(VideoHeadKind.Softmax)}.");
        }
        if (Sampling?.Strategy is FrameSampling.FramesPerSecond or FrameSampling.Intervals && Head.TrainingClips > 1)
        {
            throw new ArgumentException(
                $"{nameof(Head)}.{nameof(VideoHeadOptions.TrainingClips)} is {Head.TrainingClips}, but {Sampling.Strategy} takes the frames of a video in one way only: set it to 1, or sample otherwise.");
        }
    }
}
