using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.Pretraining;

[assembly: LoadableModel(typeof(MaskedTeacherTransformer), "UMT pretrained encoder", MaskedTeacherTransformer.LoaderSignature)]

namespace Microsoft.ML.Umt;

/// <summary>A pretrained video encoder: adds features of each video, and exports its weights for other trainers. Thread-safe.</summary>
/// <remarks>
/// The features are the mean token of the encoder, then a layer norm without learned scales: what <c>FeaturizeVideo</c> computes from the exported
/// checkpoint. Weights lie in main memory; the encoder takes its place on the device when the first video is scored. A saved model holds
/// the decoders too, so that it still exports the whole checkpoint after loading.
/// </remarks>
public sealed class MaskedTeacherTransformer : VideoBatchTransformer
{
    internal const string LoaderSignature = "UmtMaskedTeacher";

    private const string WeightsEntry = "Pretrained.safetensors";

    private static readonly ModelFormat FormatOfThis = new("UMTMTEAC", LoaderSignature, Version: 0x00010001, OldestReadable: 0x00010001);

    private readonly PretrainedSettings _settings;
    private readonly SharedResource<PretrainedWeights> _weights;
    private readonly VideoScoring<float[]> _scoring;

    private MaskedTeacherTransformer(PretrainedSettings settings, SharedResource<PretrainedWeights> weights, VideoScoring<float[]> scoring)
        : base(scoring) => (_settings, _weights, _scoring) = (settings, weights, scoring);

    /// <summary>Name of the feature column.</summary>
    public string OutputColumnName => _settings.OutputColumnName;

    /// <summary>Name of the video column.</summary>
    public string VideoColumnName => _settings.VideoColumnName;

    /// <summary>The encoder's description; <c>FeaturizeVideo</c> takes it as its model.</summary>
    public ModelPreset Encoder => _settings.Preset;

    /// <summary>Features of videos outside any data view, read in parallel and scored in batches; NaN for videos that cannot be read if the options say so.</summary>
    /// <param name="videos">The videos.</param>
    /// <param name="cancellationToken">Ends the work; no child process is left.</param>
    /// <returns>One vector per video, in order.</returns>
    /// <exception cref="VideoDecodeException">A video cannot be read, and the options say to throw.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<float[]> Featurize(IReadOnlyList<MLVideo> videos, CancellationToken cancellationToken = default) =>
        [.. _scoring.Score(videos, cancellationToken).Select(scored => scored.Row)];

    /// <summary>
    /// Writes encoder and decoders with the names that the authors' code uses: as a PyTorch file, which that code loads as it is, if the name ends in <c>.pth</c>
    /// or <c>.pt</c>; else as safetensors. <c>VideoEncoderSource.FromCheckpoint</c> and <c>FeaturizeVideo</c> load both.
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
            ["umt.encoder"] = JsonSerializer.Serialize(_settings.Preset.Video),
            ["umt.preset"] = _settings.Preset.Name,
        };
        _weights.Use(weights =>
        {
            weights.Write(path, metadata);
            return weights;
        });
    }

    /// <summary>The columns that a transformer with these settings adds.</summary>
    internal static IReadOnlyList<DataViewSchema.DetachedColumn> DescribeColumns(PretrainedSettings settings) =>
        [FeatureColumn(settings).Column, .. settings.Reading.CreatePolicy().Columns];

    /// <summary>Puts the parts together.</summary>
    /// <param name="environment">Of the context that fits or loads.</param>
    /// <param name="settings">What was trained.</param>
    /// <param name="weights">The weights; owned by the transformer.</param>
    /// <param name="device">Where to compute.</param>
    internal static MaskedTeacherTransformer Create(IHostEnvironment environment, PretrainedSettings settings, PretrainedWeights weights, DeviceRequest device)
    {
        try
        {
            var encoder = new DeferredEncoder(weights.ToEncoder(settings.Preset), settings.Precision, device);
            var shared = new SharedResource<PretrainedWeights>(weights, nameof(MaskedTeacherTransformer));
            var scoring = new VideoScoring<float[]>(
                environment.Register(nameof(MaskedTeacherTransformer)),
                settings.VideoColumnName,
                [FeatureColumn(settings)],
                new ClipReader(settings.Reading.CreateDecoder(), settings.Sampling.CreateEvaluationSampler(), settings.Sampling.FrameCount, EvalTransform.Test(settings.Preset.ImageSize, 1)),
                new ClipEmbedder(encoder, shared, settings.Preset),
                settings.Reading.WithBatchSize(settings.BatchSize),
                settings.Reading.CreatePolicy());
            return new MaskedTeacherTransformer(settings, shared, scoring);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private protected override ModelFormat Format => FormatOfThis;

    private protected override void Save(ModelWriter writer)
    {
        _settings.Write(writer);
        _weights.Use(weights =>
        {
            writer.WriteStored(WeightsEntry, weights.Write);
            return weights;
        });
    }

    // Found by name by ML.NET's model loader.
    private static MaskedTeacherTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var reader = new ModelReader(ctx, FormatOfThis);
        var device = env.GetDeviceRequest();
        device.ThrowIfAbsent();
        var settings = PretrainedSettings.Read(reader);
        PretrainedWeights? weights = null;
        reader.ReadStored(WeightsEntry, stream => weights = PretrainedWeights.Read(stream, WeightsEntry));
        return Create(env, settings, weights!, device);
    }

    private static RowColumn<float[]> FeatureColumn(PretrainedSettings settings) =>
        RowColumns.Vector<float[], float>(settings.OutputColumnName, NumberDataViewType.Single, [settings.Preset.Width], row => row);
}
