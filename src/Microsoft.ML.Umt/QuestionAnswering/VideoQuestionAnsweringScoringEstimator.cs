using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.QuestionAnswering;

namespace Microsoft.ML.Umt;

/// <summary>Answers questions on videos with a finetuned question-answering model.</summary>
/// <remarks>
/// <para>To create it, use <c>mlContext.Umt().AnswerVideoQuestions</c>. Nothing is learned: <see cref="Fit"/> loads the weights. The data needs a video column,
/// of the type that <c>LoadVideos</c> makes, and a question column, one text a row; the added columns are those of <see cref="VideoQuestionAnsweringTrainer"/>.</para>
/// <para>A file knows neither its answers nor its number of frames: give the list and the frames that it was finetuned with. Thread-safe.</para>
/// </remarks>
public sealed class VideoQuestionAnsweringScoringEstimator : IEstimator<VideoQuestionAnsweringTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly VideoQuestionAnsweringScoringOptions _options;
    private readonly QuestionAnsweringSetup _setup;
    private readonly QuestionAnsweringSettings _settings;

    internal VideoQuestionAnsweringScoringEstimator(IHostEnvironment environment, VideoQuestionAnsweringScoringOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        WeightFile.CheckNamed(options.CheckpointPath, options.Model, nameof(VideoQuestionAnsweringScoringOptions));
        _environment = environment;
        _host = environment.Register(nameof(VideoQuestionAnsweringScoringEstimator));
        _options = options.Clone();
        _setup = new QuestionAnsweringSetup(_options, _options.Model.WithFrames(_options.Frames ?? _options.Model.Frames));
        var answers = _setup.Answers ?? throw new ArgumentException(
            $"Neither {nameof(VideoQuestionAnsweringScoringOptions)}.{nameof(options.Answers)} nor {nameof(options.AnswerListPath)} is set: a checkpoint does not hold the answers it was finetuned for. "
            + "Give the list, such as the msrvtt_qa_answer_list.json that belongs to qa_msrvtt_b16_25m.pth.");
        _settings = QuestionAnsweringSettings.Of(_options, answers, _options.BatchSize, _options.Precision);
    }

    /// <summary>Loads the weights; no video is read. The <c>Log</c> of the context says what was loaded.</summary>
    /// <param name="input">Data with the video and the question column.</param>
    /// <returns>A transformer that owns the model; dispose it, or the chain it becomes part of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    /// <exception cref="FileNotFoundException">There is no such checkpoint.</exception>
    /// <exception cref="CheckpointException">The checkpoint cannot be read, is of another kind (a stage-2 or retrieval file cannot answer yet) or does not fit.</exception>
    public VideoQuestionAnsweringTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _ = GetOutputSchema(SchemaShapes.Of(input.Schema));
        var path = WeightFile.Found(_options.CheckpointPath!);
        var device = _environment.GetDeviceRequest(_options.GpuDeviceId, _options.FallbackToCpu);
        device.ThrowIfAbsent();
        using var channel = _host.Start("Loading weights");
        var preset = _setup.Preset.WithoutRegularisation();
        var model = new QuestionAnsweringModel(preset.Config, seed: 0);
        try
        {
            channel.Info(MessageSensitivity.UserData, "Question-answering model: {0}", QuestionAnsweringLoading.LoadFinetuned(model, path));
            var network = new TextVideoNetwork<QuestionAnsweringModel>(preset, _setup.Tokenizer, _options.QuestionLength, model);
            return VideoQuestionAnsweringTransformer.Create(_environment, _settings, network, device);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The input's shape with the added columns.</summary>
    /// <param name="inputSchema">Shape with the video and the question column.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        AnswerColumns.CheckInput(inputSchema, _options);
        return inputSchema.With(AnswerColumns.Promise(_settings));
    }
}
