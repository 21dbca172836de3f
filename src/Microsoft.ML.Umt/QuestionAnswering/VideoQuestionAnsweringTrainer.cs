using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.QuestionAnswering;

namespace Microsoft.ML.Umt;

/// <summary>Trains a model that answers questions on videos from a list of answers.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `mlContext.Umt().Trainers.VideoQuestionAnswering`.
///
/// ### Input and output columns
/// The data needs a video column, of the type that `LoadVideos` makes, a question column (text) and an answer column (text, or a vector of texts where
/// several people answered). The fitted transformer needs no answers.
///
/// | Output column | Type | Description |
/// | -- | -- | -- |
/// | `PredictedAnswer` | text | The best answer of the list; empty where there is no question or no readable video |
/// | `AnswerProbability` | <xref:System.Single> | Its share among the answers that were scored |
/// | `TopAnswers` | vector of text | The best answers, best first |
/// | `TopProbabilities` | vector of <xref:System.Single> | Their shares |
///
/// ### Trainer characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Video question answering |
/// | Is normalization required? | No |
/// | Is caching required? | No |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.Umt and one of TorchSharp-cpu, TorchSharp-cuda-windows, TorchSharp-cuda-linux; ffmpeg on the PATH |
/// | Exportable to ONNX | No |
///
/// ### Training algorithm
/// The question-answering model of [Unmasked Teacher](https://arxiv.org/abs/2303.16058): a decoder learns to say the answers word by word; a question is then
/// answered by the one of the list that it says most easily, the first word counting twice as in the authors' code. Equal seeds, data and options
/// give equal weights on one machine. The trainer is thread-safe; two fits must not share a workspace folder.
/// ]]></format>
/// </remarks>
public sealed class VideoQuestionAnsweringTrainer : IEstimator<VideoQuestionAnsweringTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly VideoQuestionAnsweringOptions _options;
    private readonly QuestionAnsweringPlan _plan;
    private readonly int _seed;

    internal VideoQuestionAnsweringTrainer(IHostEnvironment environment, VideoQuestionAnsweringOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        _environment = environment;
        _host = environment.Register(nameof(VideoQuestionAnsweringTrainer));
        _options = options.Clone();
        _plan = new QuestionAnsweringPlan(_options);
        _seed = _options.Seed ?? environment.GetSeed() ?? (_options.WorkspaceFolder is null ? Random.Shared.Next() : 0);
    }

    /// <summary>Trains, from the newest checkpoint of the workspace folder if there is one.</summary>
    /// <param name="input">Data with the video, question and answer columns. Rows without a question or an answer are left out, with a warning.</param>
    /// <returns>The answerer; dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    /// <exception cref="InvalidOperationException">There are no questions, or no video can be read.</exception>
    /// <exception cref="VideoDecodeException">A video cannot be read and <see cref="UnreadableVideos.Throw"/> is set.</exception>
    /// <exception cref="FileNotFoundException">There is no such checkpoint.</exception>
    /// <exception cref="CheckpointException">A checkpoint to start from cannot be read or does not fit.</exception>
    /// <exception cref="TrainingCheckpointException">A training checkpoint cannot be written, or none of those there are can be read.</exception>
    /// <exception cref="TrainingOptionsChangedException">The workspace folder belongs to a training with other options or data.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradients were not finite too often in a row.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled by the token of the options or through the <see cref="MLContext"/>.</exception>
    public VideoQuestionAnsweringTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _ = VideoColumn.Find(input.Schema, _options.VideoColumnName);
        _ = QuestionColumn.Find(input.Schema, _options.QuestionColumnName);
        _ = TextColumn.Find(input.Schema, _options.AnswerColumnName);
        // The context's device is asked for now: a host keeps what its context said when the host was made.
        var device = _environment.GetDeviceRequest(_options.GpuDeviceId, _options.FallbackToCpu);
        using var channel = _host.Start("Question-answering training");
        var context = new MultimodalContext(_host, channel, _options, _seed, device);
        var asked = AskedVideos.Read(input, _options, context);
        var settings = _plan.Settings(asked);
        context.Info($"Training {_plan.Preset.Name} on {asked.Count} questions, to be answered from {settings.Answers.Count} answers; seed {_seed}.");
        var network = new QuestionAnsweringRun(context, _options, _plan, asked).Run();
        return VideoQuestionAnsweringTransformer.Create(_environment, settings, network, device);
    }

    /// <summary>The input's shape with the added columns.</summary>
    /// <param name="inputSchema">Shape with the video, question and answer columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        AnswerColumns.CheckInput(inputSchema, _options);
        TextColumn.Check(inputSchema, _options.AnswerColumnName);
        // Which answers there are is not part of a shape.
        return inputSchema.With(AnswerColumns.Promise(QuestionAnsweringSettings.Of(_options, [], _options.BatchSize, _options.Precision)));
    }
}
