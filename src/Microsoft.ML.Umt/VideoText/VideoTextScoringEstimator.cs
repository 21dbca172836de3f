using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.Text;
using Microsoft.ML.Umt.VideoText;

namespace Microsoft.ML.Umt;

/// <summary>Scores videos against words with a trained video-text model.</summary>
/// <remarks>
/// <para>To create it, use <c>mlContext.Umt().ScoreVideoText</c>. Nothing is learned: <see cref="Fit"/> loads the weights. The added columns are those of
/// <see cref="VideoTextTransformer"/>.</para>
/// <para>Published cosines of pairs that belong together are 0.2 to 0.3; compare scores with each other, not with a fixed limit.</para>
/// </remarks>
public sealed class VideoTextScoringEstimator : IEstimator<VideoTextTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly VideoTextScoringOptions _options;
    private readonly TextTokenizer _tokenizer;
    private readonly VideoTextPreset _preset;

    internal VideoTextScoringEstimator(IHostEnvironment environment, VideoTextScoringOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        WeightFile.CheckNamed(options.CheckpointPath, options.Model, nameof(VideoTextScoringOptions));
        _environment = environment;
        _host = environment.Register(nameof(VideoTextScoringEstimator));
        _options = options.Clone();
        _tokenizer = TextSetup.Tokenizer(_options.VocabularyPath, _options.AddSeparator, nameof(VideoTextScoringOptions));
        var preset = TextSetup.WithVocabulary(_options.Model.WithFrames(_options.Frames ?? _options.Model.Frames), _tokenizer.Vocabulary, _options.TextLength);
        _preset = (preset with { Config = preset.Config.ForRetrieval() }).WithoutRegularisation();
        _preset.Config.Validate();
    }

    /// <summary>Loads the weights; no video is read. The <c>Log</c> of the context says what was loaded.</summary>
    /// <param name="input">Data with the video column.</param>
    /// <returns>A transformer that owns the model; dispose it, or the chain it becomes part of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The video column is absent, or one of the columns holds something else.</exception>
    /// <exception cref="FileNotFoundException">There is no such checkpoint.</exception>
    /// <exception cref="CheckpointException">The checkpoint cannot be read or does not fit.</exception>
    public VideoTextTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _ = GetOutputSchema(SchemaShapes.Of(input.Schema));
        var device = _environment.GetDeviceRequest(_options.GpuDeviceId, _options.FallbackToCpu);
        device.ThrowIfAbsent();
        using var channel = _host.Start("Loading weights");
        var model = new VideoTextModel(_preset.Config, seed: 0);
        try
        {
            VideoTextLoading.Load(model, _options.CheckpointPath, null, null, message => channel.Info(MessageSensitivity.UserData, "{0}", message));
            return VideoTextTransformer.Create(_environment, Settings(), new TextVideoNetwork<VideoTextModel>(_preset, _tokenizer, _options.TextLength, model), device);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The input's shape with the added columns.</summary>
    /// <param name="inputSchema">Shape with the video column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The video column is absent, or one of the columns holds something else.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        VideoColumn.Check(inputSchema, _options.VideoColumnName);
        return inputSchema.With(VideoTextColumns.Promise(inputSchema, Settings(), _preset.Config));
    }

    private VideoTextSettings Settings() => new()
    {
        VideoColumnName = _options.VideoColumnName,
        CaptionColumnName = _options.CaptionColumnName,
        VideoEmbeddingColumnName = _options.VideoEmbeddingColumnName,
        TextEmbeddingColumnName = _options.TextEmbeddingColumnName,
        SimilarityColumnName = _options.SimilarityColumnName,
        MatchScoreColumnName = _options.MatchScoreColumnName,
        MatchProbabilityColumnName = _options.MatchProbabilityColumnName,
        ChoiceScoreColumnName = _options.ChoiceScoreColumnName,
        Matching = _options.Matching,
        BatchSize = _options.BatchSize,
        Precision = _options.Precision,
        Reading = _options.Reading,
        LongestVideo = _options.LongestVideo,
    };
}
