using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Classification;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

[assembly: LoadableModel(typeof(VideoClassificationTransformer), "UMT video classification", VideoClassificationTransformer.LoaderSignature)]

namespace Microsoft.ML.Umt;

/// <summary>
/// Classifies videos: adds the most probable class as a key and the probability of every class. Made by <see cref="VideoClassificationTrainer"/>;
/// saved and loaded with the model, weights included.
/// </summary>
/// <remarks>
/// Thread-safe. Memory of a GPU is taken when the first video is scored and given back by <see cref="VideoBatchTransformer.Dispose"/>. The device is
/// that of the <see cref="MLContext"/> that fits or loads the model; it is not saved.
/// </remarks>
public sealed class VideoClassificationTransformer : VideoBatchTransformer
{
    internal const string LoaderSignature = "UmtVideoClassify";

    private const string WeightsEntry = "Weights.safetensors";

    private static readonly ModelFormat FormatOfThis = new("UMTVCLSF", LoaderSignature, Version: 0x00010001, OldestReadable: 0x00010001);

    private readonly ClassifierSettings _settings;
    private readonly VideoClassifier _classifier;
    private readonly VideoScoring<float[]> _scoring;
    private readonly FeatureMemory? _memory;

    internal VideoClassificationTransformer(
        IHostEnvironment environment, ClassifierSettings settings, Network network, LinearHead? head, DeviceRequest device, VideoFeatureCache? cache = null)
        : this(settings, new VideoClassifier(settings, network, head, device), environment, cache)
    {
    }

    private VideoClassificationTransformer(ClassifierSettings settings, VideoClassifier classifier, IHostEnvironment environment, VideoFeatureCache? cache)
        : this(settings, classifier, CreateScoring(environment, settings, classifier), cache)
    {
    }

    private VideoClassificationTransformer(ClassifierSettings settings, VideoClassifier classifier, VideoScoring<float[]> scoring, VideoFeatureCache? cache)
        : base(scoring)
    {
        _settings = settings;
        _classifier = classifier;
        _scoring = scoring;
        if (cache is not null && classifier.Head is not null)
            _memory = FeatureMemory.ForEvaluation(cache, settings, classifier.Network.Identity);
    }

    /// <summary>Names of the classes, in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames => _settings.ClassNames;

    /// <summary>Name of the label column that the trainer learned from.</summary>
    public string LabelColumnName => _settings.LabelColumnName;

    /// <summary>Name of the video column.</summary>
    public string VideoColumnName => _settings.VideoColumnName;

    /// <summary>Name of the added column with the probability of each class.</summary>
    public string ScoreColumnName => _settings.ScoreColumnName;

    /// <summary>Name of the added column with the most probable class.</summary>
    public string PredictedLabelColumnName => _settings.PredictedLabelColumnName;

    private protected override ModelFormat Format => FormatOfThis;

    /// <summary>Classifies videos directly, in batches; the fastest way outside a pipeline.</summary>
    /// <param name="videos">The videos. Each may have a time window of its own.</param>
    /// <param name="top">How many of the most probable classes to name, 1 or more.</param>
    /// <param name="cancellationToken">Ends the work; no ffmpeg process is left.</param>
    /// <returns>One prediction for each video, in order.</returns>
    /// <exception cref="VideoDecodeException">A video cannot be read and <see cref="UnreadableVideos.Throw"/> is set.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<VideoPrediction> Predict(IReadOnlyList<MLVideo> videos, int top = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(videos);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        if (videos.Contains(null!))
            throw new ArgumentException($"Video {videos.ToList().IndexOf(null!)} of the list is null.", nameof(videos));
        var known = videos.Select(video => _memory?.Find(video)).ToArray();
        var unknown = Enumerable.Range(0, videos.Count).Where(i => known[i] is null).ToArray();
        var scored = _scoring.Score([.. unknown.Select(i => videos[i])], cancellationToken);
        var predictions = new VideoPrediction[videos.Count];
        for (var i = 0; i < unknown.Length; i++)
            predictions[unknown[i]] = ToPrediction(videos[unknown[i]], scored[i].Row, scored[i].Failure, top);
        for (var i = 0; i < videos.Count; i++)
            predictions[i] ??= ToPrediction(videos[i], _classifier.ScoreFeatures(known[i]), failure: null, top);
        return predictions;
    }

    /// <summary>Classifies one video; see <see cref="Predict(IReadOnlyList{MLVideo}, int, CancellationToken)"/>.</summary>
    /// <param name="video">The video.</param>
    /// <param name="top">How many of the most probable classes to name, 1 or more.</param>
    /// <param name="cancellationToken">Ends the work; no ffmpeg process is left.</param>
    public VideoPrediction Predict(MLVideo video, int top = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(video);
        return Predict([video], top, cancellationToken)[0];
    }

    /// <summary>
    /// Writes the network with the names that the authors' code uses, as a PyTorch file if the name ends in <c>.pth</c> or <c>.pt</c>, else as safetensors: the start of another training
    /// (<see cref="VideoEncoderSource.FromCheckpoint(string, string)"/>), with <see cref="VideoFinetuningOptions.KeepHead"/> its classes included. What
    /// <see cref="VideoTrainingDepth.Head"/> trained is not part of the network and not in the file.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced, and only when the new one is whole.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void SaveCheckpoint(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var metadata = new Dictionary<string, string>
        {
            // Other tools look for the first; the second tells people what they have.
            ["format"] = "pt",
            ["umt.network"] = _settings.Network.ToJson(),
            ["umt.classes"] = string.Join('\n', ClassNames),
        };
        _classifier.Network.WriteWeights(path, metadata);
    }

    private protected override void Save(ModelWriter writer)
    {
        _settings.Write(writer);
        writer.Write(_classifier.Head is not null);
        if (_classifier.Head is { } head)
        {
            writer.Write(head.Weights);
            writer.Write(head.Biases);
        }
        writer.WriteStored(WeightsEntry, _classifier.Network.WriteWeights);
    }

    // Found by name by ML.NET's model loader.
    private static VideoClassificationTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var reader = new ModelReader(ctx, FormatOfThis);
        var settings = ClassifierSettings.Read(reader);
        var head = reader.ReadBoolean() ? LinearHead.Checked(reader.ReadSingles(), reader.ReadSingles(), settings.ClassNames.Count) : null;
        Network? network = null;
        reader.ReadStored(WeightsEntry, stream => network = Network.ReadWeights(settings.Network, stream));
        return new VideoClassificationTransformer(env, settings, network!, head, env.GetDeviceRequest());
    }

    private static VideoScoring<float[]> CreateScoring(IHostEnvironment environment, ClassifierSettings settings, VideoClassifier classifier) => new(
        environment.Register(nameof(VideoClassificationTransformer)),
        settings.VideoColumnName,
        ClassificationColumns.Create(settings.PredictedLabelColumnName, settings.ScoreColumnName, settings.ClassNames),
        settings.CreateReader(settings.Reading.CreateDecoder()),
        classifier,
        settings.Reading.WithBatchSize(settings.BatchSize),
        settings.Reading.CreatePolicy());

    private VideoPrediction ToPrediction(MLVideo video, float[] probabilities, VideoDecodeException? failure, int top)
    {
        var best = failure is not null ? [] : Enumerable.Range(0, probabilities.Length)
            .OrderByDescending(c => probabilities[c])
            .Take(top)
            .Select(c => new ClassProbability(ClassNames[c], probabilities[c]))
            .ToArray();
        return new VideoPrediction
        {
            Video = video,
            Label = best.Length > 0 ? best[0].Label : null,
            Probabilities = probabilities,
            Top = best,
            Start = video.Start ?? TimeSpan.Zero,
            End = video.End,
            Error = failure?.Message,
        };
    }
}
