using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Classification;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt;

/// <summary>Learns to classify videos: trains a head on a frozen encoder, or finetunes encoder and head end to end.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `mlContext.MulticlassClassification.Trainers.VideoClassification`.
///
/// ### Input and output columns
/// The label column must be a [key](xref:Microsoft.ML.Data.KeyDataViewType) of known size, the video column of the type that `LoadVideos` makes.
///
/// | Output column | Type | Description |
/// | -- | -- | -- |
/// | `Score` | vector of <xref:System.Single> | Probability of each class; they add up to 1. NaN for a video that could not be read and is to be scored as missing |
/// | `PredictedLabel` | [key](xref:Microsoft.ML.Data.KeyDataViewType) | The most probable class; `MapKeyToValue` gives its name. Missing for an unreadable video |
///
/// ### Trainer characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No |
/// | Is caching required? | No, features and frames are cached by the trainer itself |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.Umt and one of TorchSharp-cpu, TorchSharp-cuda-windows, TorchSharp-cuda-linux; ffmpeg on the PATH |
/// | Exportable to ONNX | No |
///
/// ### Training algorithm
/// The encoder is a video transformer of [Unmasked Teacher](https://arxiv.org/abs/2303.16058), or an image transformer that looks at frame after frame.
/// Rows without a label are left out and counted in a warning. The trainer is thread-safe; every call of `Fit` is independent of the others but for the feature cache,
/// and two fits must not share a workspace folder.
/// ]]></format>
/// </remarks>
public sealed class VideoClassificationTrainer : IEstimator<VideoClassificationTransformer>
{
    // A promise of the output schema is wanted before any label is known; ML.NET compares kinds and annotations, not sizes.
    private static readonly string[] AnyTwoClasses = ["0", "1"];

    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly VideoClassificationOptions _options;
    private readonly VideoFeatureCache _cache;
    private readonly int _seed;
    private readonly object _gate = new();
    private Network? _lastNetwork;

    internal VideoClassificationTrainer(IHostEnvironment environment, VideoClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        _environment = environment;
        _host = environment.Register(nameof(VideoClassificationTrainer));
        _options = options.Clone();
        _options.CheckTogether();
        _cache = _options.FeatureCache ?? VideoFeatureCache.InMemory();
        _seed = _options.Seed ?? environment.GetSeed() ?? (_options.WorkspaceFolder is null ? Random.Shared.Next() : 0);
    }

    /// <summary>Trains on labelled videos, and validates on those that the options set aside, if any.</summary>
    /// <param name="input">Data with the label and the video column.</param>
    /// <returns>The classifier; dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    /// <exception cref="InvalidOperationException">There are no videos with a label.</exception>
    /// <exception cref="VideoDecodeException">A video cannot be read and <see cref="UnreadableVideos.Throw"/> is set.</exception>
    /// <exception cref="CheckpointException">The encoder's checkpoint cannot be read or does not fit.</exception>
    /// <exception cref="TrainingCheckpointException">A training checkpoint cannot be written, or none of those there are can be read.</exception>
    /// <exception cref="TrainingOptionsChangedException">The workspace folder belongs to a training with other options or videos.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradients were not finite too often in a row.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled by the token of the options or through the <see cref="MLContext"/>.</exception>
    public VideoClassificationTransformer Fit(IDataView input) => Fit(input, _options.ValidationSet);

    /// <summary>Trains on one data view and validates on another; see <see cref="Fit(IDataView)"/>.</summary>
    /// <param name="trainData">Data with the label and the video column.</param>
    /// <param name="validationData">Data with the same columns and the same classes; null to validate on a fraction of the training data if the options say so.</param>
    public VideoClassificationTransformer Fit(IDataView trainData, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        var label = LabelColumn.Find(trainData.Schema, _options.LabelColumnName);
        _ = VideoColumn.Find(trainData.Schema, _options.VideoColumnName);
        var classNames = LabelColumn.ClassNames(label);
        if (validationData is not null)
            CheckSameClasses(classNames, LabelColumn.Find(validationData.Schema, _options.LabelColumnName));

        // The context's device is asked for now: a host keeps what its context said when the host was made.
        var device = _environment.GetDeviceRequest(_options.GpuDeviceId, _options.FallbackToCpu);
        using var channel = _host.Start("Training");
        var context = new TrainingContext(_host, channel, _options, _seed, device);
        var split = Split(context, trainData, validationData);
        context.Info($"Training on {split.Training.Count} videos of {classNames.Length} classes, validating on {split.Validation.Count}, with {_options.Encoder}; seed {_seed}.");
        return _options.Depth == VideoTrainingDepth.Head ? FitHead(context, split, classNames) : FitFull(context, split, classNames);
    }

    /// <summary>The input's shape with the score and the predicted label added.</summary>
    /// <param name="inputSchema">Shape with the label and the video column.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        LabelColumn.Check(inputSchema, _options.LabelColumnName);
        VideoColumn.Check(inputSchema, _options.VideoColumnName);
        var columns = ClassificationColumns.Create(_options.PredictedLabelColumnName, _options.ScoreColumnName, AnyTwoClasses).Select(column => column.Column);
        return inputSchema.With([.. columns, .. _options.Reading.CreatePolicy().Columns]);
    }

    private VideoClassificationTransformer FitHead(TrainingContext context, TrainingSplit split, string[] classNames)
    {
        var definition = NetworkDefinition.Of(_options.Encoder.Preset, _options.SamplingOrDefault().FrameCount, _options.ImageSize, classes: 0);
        var settings = ClassifierSettings.Of(_options, definition, classNames);
        var network = ShareNetwork(context, definition);
        try
        {
            var head = new HeadTraining(context, settings, network, _cache).Run(split);
            return new VideoClassificationTransformer(_environment, settings, network, head, context.Device, _options.FeatureCache);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private VideoClassificationTransformer FitFull(TrainingContext context, TrainingSplit split, string[] classNames)
    {
        var definition = NetworkDefinition.Of(_options.Encoder.Preset, _options.SamplingOrDefault().FrameCount, _options.ImageSize, classNames.Length);
        var settings = ClassifierSettings.Of(_options, definition, classNames);
        var network = new FullTraining(context, settings).Run(split);
        return new VideoClassificationTransformer(_environment, settings, network, head: null, context.Device);
    }

    /// <summary>Frozen weights are the same in every fit: transformers that are still alive share them.</summary>
    private Network ShareNetwork(TrainingContext context, NetworkDefinition definition)
    {
        var identity = EncoderLoading.IdentityOf(_options.Encoder, definition, _seed);
        lock (_gate)
        {
            if (_lastNetwork is { } last && last.Identity == identity && last.TryShare() is { } shared)
                return shared;
            return _lastNetwork = EncoderLoading.Load(_options.Encoder, definition, identity, _seed, context.Info);
        }
    }

    private TrainingSplit Split(TrainingContext context, IDataView trainData, IDataView? validationData)
    {
        var training = Read(context, trainData, "training");
        if (training.Count == 0)
            throw new InvalidOperationException($"There is no row with a label in column '{_options.LabelColumnName}' to train on.");
        return validationData is null
            ? TrainingSplit.ByClass(training, _options.ValidationFraction, _seed)
            : new TrainingSplit(training, Read(context, validationData, "validation"));
    }

    private IReadOnlyList<LabelledVideo> Read(TrainingContext context, IDataView data, string role)
    {
        var read = LabelledVideos.Read(data, _options.LabelColumnName, _options.VideoColumnName, context.ThrowIfCanceled);
        if (read.MissingLabels > 0)
            context.Warning($"{read.MissingLabels} {role} rows have no label in column '{_options.LabelColumnName}' and are left out.");
        return read.Videos;
    }

    private void CheckSameClasses(string[] classNames, DataViewSchema.Column validationLabel)
    {
        var found = LabelColumn.ClassNames(validationLabel);
        if (!found.SequenceEqual(classNames))
            throw new ArgumentException(
                $"The label column '{_options.LabelColumnName}' of the validation data has other classes ({string.Join(", ", found)}) than that of the training data "
                + $"({string.Join(", ", classNames)}). Map both with the same fitted MapValueToKey.");
    }
}
