using Microsoft.ML.Runtime;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.QuestionAnswering;

[assembly: LoadableModel(typeof(VideoQuestionAnsweringTransformer), "UMT video question answering", VideoQuestionAnsweringTransformer.LoaderSignature)]

namespace Microsoft.ML.Umt;

/// <summary>
/// Answers questions on videos from a list of answers: what <see cref="VideoQuestionAnsweringTrainer"/> trains and <see cref="VideoQuestionAnsweringScoringEstimator"/>
/// loads. Thread-safe.
/// </summary>
/// <remarks>Weights lie in main memory; they take their place on the device when the first question is answered. A saved model holds weights, vocabulary and answer list.</remarks>
public sealed class VideoQuestionAnsweringTransformer : VideoBatchTransformer
{
    internal const string LoaderSignature = "UmtVideoQA";

    private static readonly ModelFormat FormatOfThis = new("UMTVIDQA", LoaderSignature, Version: 0x00010001, OldestReadable: 0x00010001);

    private readonly QuestionAnsweringSettings _settings;
    private readonly DeferredNetwork<QuestionAnsweringModel> _network;
    private readonly VideoScoring<IReadOnlyList<VideoAnswer>> _scoring;

    private VideoQuestionAnsweringTransformer(
        QuestionAnsweringSettings settings, DeferredNetwork<QuestionAnsweringModel> network, VideoScoring<IReadOnlyList<VideoAnswer>> scoring)
        : base(new QuestionScoring(scoring)) => (_settings, _network, _scoring, Model) = (settings, network, scoring, network.Look(model => model.Preset));

    /// <summary>Name of the video column.</summary>
    public string VideoColumnName => _settings.VideoColumnName;

    /// <summary>Name of the question column.</summary>
    public string QuestionColumnName => _settings.QuestionColumnName;

    /// <summary>The model's description.</summary>
    public VideoTextPreset Model { get; }

    /// <summary>The list that questions are answered from.</summary>
    public IReadOnlyList<string> Answers => _settings.Answers;

    /// <summary>Answers one question on each of some videos, read in parallel and answered in batches.</summary>
    /// <param name="videos">The videos.</param>
    /// <param name="questions">As many questions, each on the video of its place.</param>
    /// <param name="cancellationToken">Ends the work; no child process is left.</param>
    /// <returns>One result for each question, in order.</returns>
    /// <exception cref="ArgumentException">There are not as many questions as videos, or one is null.</exception>
    /// <exception cref="VideoDecodeException">A video cannot be read, and the options say to throw.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<AnsweredQuestion> Answer(IReadOnlyList<MLVideo> videos, IReadOnlyList<string> questions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(videos);
        ArgumentNullException.ThrowIfNull(questions);
        if (videos.Count != questions.Count)
            throw new ArgumentException($"There are {videos.Count} videos and {questions.Count} questions; each question goes with the video of its place.", nameof(questions));
        if (questions.Any(question => question is null))
            throw new ArgumentException("A question is null.", nameof(questions));
        var requests = videos.Select((video, i) => new ClipRequest(video, i, Texts: [questions[i]]));
        return [.. _scoring.Score(requests, cancellationToken).Select(scored => new AnsweredQuestion(scored.Row, scored.Failure?.Message))];
    }

    /// <summary>
    /// Writes the weights with the names of the authors' code, as a PyTorch file if the name ends in <c>.pth</c> or <c>.pt</c>, else as safetensors. <see cref="VideoQuestionAnsweringScoringOptions.CheckpointPath"/> and the trainer load
    /// it, with the same vocabulary; the answers are not in it.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced, and only when the new one is whole.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void SaveCheckpoint(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _network.Look(network =>
        {
            WeightExport.Write(path, network.Module.state_dict(), new Dictionary<string, string> { ["format"] = "pt", ["umt.preset"] = network.Preset.Name });
            return network;
        });
    }

    /// <summary>Puts the parts together.</summary>
    /// <param name="environment">Of the context that fits or loads.</param>
    /// <param name="settings">Columns, answers, reading, batches.</param>
    /// <param name="network">The model; owned by the transformer.</param>
    /// <param name="device">Where to compute.</param>
    internal static VideoQuestionAnsweringTransformer Create(
        IHostEnvironment environment, QuestionAnsweringSettings settings, TextVideoNetwork<QuestionAnsweringModel> network, DeviceRequest device)
    {
        var deferred = new DeferredNetwork<QuestionAnsweringModel>(network, settings.Precision, device);
        try
        {
            var scoring = new VideoScoring<IReadOnlyList<VideoAnswer>>(
                environment.Register(nameof(VideoQuestionAnsweringTransformer)),
                settings.VideoColumnName,
                AnswerColumns.Create(settings),
                SquashedClipReader.Test(settings.Reading.CreateDecoder(), network.Preset.Frames, network.Preset.ImageSize),
                new QuestionAnswerer(deferred, settings),
                settings.Reading.WithBatchSize(settings.BatchSize),
                settings.Reading.CreatePolicy(),
                settings.QuestionColumnName);
            return new VideoQuestionAnsweringTransformer(settings, deferred, scoring);
        }
        catch
        {
            deferred.Dispose();
            throw;
        }
    }

    private protected override ModelFormat Format => FormatOfThis;

    private protected override void Save(ModelWriter writer)
    {
        _settings.Write(writer);
        _network.Save(writer);
    }

    // Found by name by ML.NET's model loader.
    private static VideoQuestionAnsweringTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var reader = new ModelReader(ctx, FormatOfThis);
        var device = env.GetDeviceRequest();
        device.ThrowIfAbsent();
        var settings = QuestionAnsweringSettings.Read(reader);
        return Create(env, settings, TextVideoNetwork<QuestionAnsweringModel>.Read(reader, config => new QuestionAnsweringModel(config, seed: 0)), device);
    }
}
