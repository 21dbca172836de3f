using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.VideoText;

namespace Microsoft.ML.Umt;

/// <summary>Trains a model that knows which words belong to which videos: pretraining on captions, or finetuning for searches.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `mlContext.Umt().Trainers.VideoText`.
///
/// ### Input and output columns
/// The data needs a video column, of the type that `LoadVideos` makes, and a caption column: text, or a vector of texts where a video has several.
/// Pictures (files with a picture's extension, or one frame in memory) may stand among the videos; batches hold one kind.
///
/// | Output column | Type | Description |
/// | -- | -- | -- |
/// | `VideoEmbedding` | vector of <xref:System.Single> | Mean of the frames' unit vectors |
/// | `TextEmbedding` | vector of <xref:System.Single> | Unit vector of the caption |
/// | `Similarity` | <xref:System.Single> | Dot product of the two: the cosine, averaged over the frames |
/// | `MatchScore` | <xref:System.Single> | What the matching head says, raw |
/// | `MatchProbability` | <xref:System.Single> | The same as a probability |
/// | `Score` | vector of <xref:System.Single> | Multiple choice by both heads, a score for each caption |
///
/// All but the first exist only where the data has captions, the last three only if the model has a matching head that learned, and `Score` only where captions
/// are vectors; `TextEmbedding`, `Similarity` and the head's two then hold values for each caption.
///
/// ### Trainer characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Video-text pretraining and retrieval |
/// | Is normalization required? | No |
/// | Is caching required? | No |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.Umt and one of TorchSharp-cpu, TorchSharp-cuda-windows, TorchSharp-cuda-linux; ffmpeg on the PATH |
/// | Exportable to ONNX | No |
///
/// ### Training algorithm
/// Stage 2 of [Unmasked Teacher](https://arxiv.org/abs/2303.16058). Equal seeds, data and options give equal weights on one machine, whatever the number of
/// workers, and whether or not the training was interrupted. The trainer is thread-safe; two fits must not share a workspace folder.
/// ]]></format>
/// </remarks>
public sealed class VideoTextTrainer : IEstimator<VideoTextTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly VideoTextOptions _options;
    private readonly VideoTextPlan _plan;
    private readonly int _seed;

    internal VideoTextTrainer(IHostEnvironment environment, VideoTextOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        _environment = environment;
        _host = environment.Register(nameof(VideoTextTrainer));
        _options = options.Clone();
        _plan = new VideoTextPlan(_options);
        _seed = _options.Seed ?? environment.GetSeed() ?? (_options.WorkspaceFolder is null ? Random.Shared.Next() : 0);
    }

    /// <summary>Trains, from the newest checkpoint of the workspace folder if there is one.</summary>
    /// <param name="input">Data with the video and the caption column. Rows without a caption are left out, with a warning.</param>
    /// <returns>The scorer; dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    /// <exception cref="InvalidOperationException">There are no pairs, or no video can be read.</exception>
    /// <exception cref="VideoDecodeException">A video cannot be read and <see cref="UnreadableVideos.Throw"/> is set.</exception>
    /// <exception cref="FileNotFoundException">There is no such checkpoint.</exception>
    /// <exception cref="CheckpointException">A checkpoint to start from cannot be read or does not fit.</exception>
    /// <exception cref="TrainingCheckpointException">A training checkpoint cannot be written, or none of those there are can be read.</exception>
    /// <exception cref="TrainingOptionsChangedException">The workspace folder belongs to a training with other options or data.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradients were not finite too often in a row.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled by the token of the options or through the <see cref="MLContext"/>.</exception>
    public VideoTextTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _ = VideoColumn.Find(input.Schema, _options.VideoColumnName);
        _ = TextColumn.Find(input.Schema, _options.CaptionColumnName);
        // The context's device is asked for now: a host keeps what its context said when the host was made.
        var device = _environment.GetDeviceRequest(_options.GpuDeviceId, _options.FallbackToCpu);
        using var channel = _host.Start("Video-text training");
        var context = new MultimodalContext(_host, channel, _options, _seed, device);
        var pairs = CaptionedVideos.Read(input, _options, context);
        context.Info($"Training {_plan.Preset.Name} on {pairs.Count} pairs; seed {_seed}.");
        var network = new VideoTextRun(context, _options, _plan, pairs).Run();
        return VideoTextTransformer.Create(_environment, _plan.Settings, network, device);
    }

    /// <summary>The input's shape with the added columns.</summary>
    /// <param name="inputSchema">Shape with the video and the caption column.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        VideoColumn.Check(inputSchema, _options.VideoColumnName);
        TextColumn.Check(inputSchema, _options.CaptionColumnName);
        return inputSchema.With(VideoTextColumns.Promise(inputSchema, _plan.Settings, _plan.Preset.Config));
    }
}
