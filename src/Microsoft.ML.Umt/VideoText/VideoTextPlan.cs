using System.Globalization;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Text;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>What follows from the options taken together, checked: the networks' sizes, the tokenizer, the fingerprint. Immutable.</summary>
internal sealed class VideoTextPlan
{
    private const int UsualAlignedLayers = 6;

    private readonly VideoTextOptions _options;

    /// <exception cref="ArgumentException">Two options contradict each other, or the vocabulary is none.</exception>
    /// <exception cref="FileNotFoundException">There is no such vocabulary.</exception>
    public VideoTextPlan(VideoTextOptions options)
    {
        _options = options;
        var weights = options.LossWeights;
        Tokenizer = TextSetup.Tokenizer(options.VocabularyPath, options.AddSeparator, nameof(VideoTextOptions));
        if (weights.MaskedLanguage > 0)
            _ = Tokenizer.Vocabulary.MaskId;
        var preset = TextSetup.WithVocabulary(options.TrainingModel(), Tokenizer.Vocabulary, options.TextLength);
        var depth = preset.Config.Vision.Depth;
        Preset = preset with
        {
            Config = preset.Config with
            {
                Temperature = options.Temperature,
                LanguageHead = weights.MaskedLanguage > 0,
                AlignedLayers = weights.Alignment > 0 ? options.AlignedLayers ?? Math.Min(UsualAlignedLayers, Math.Min(depth, options.Teacher?.Depth ?? depth)) : 0,
            },
        };
        CheckTogether();
        Preset.Config.Validate();
    }

    /// <summary>The model that learns, with the regularisation of training; its teacher's width is not known yet.</summary>
    public VideoTextPreset Preset { get; }

    public TextTokenizer Tokenizer { get; }

    /// <summary>The teacher's view of the vision tower.</summary>
    public ModelPreset Student => new() { Name = Preset.Name, Description = Preset.Description, Video = Preset.Config.Vision, Mean = Preset.Mean, Std = Preset.Std };

    public VideoTextObjectiveOptions Objective => new()
    {
        Weights = _options.LossWeights,
        VideoMask = (_options.VideoMask, _options.VideoMaskRatio),
        PictureMask = (_options.ImageMask, _options.ImageMaskRatio),
        AlignmentNorm = _options.FeatureNorm,
        AlignmentLoss = _options.AlignmentLoss,
        HardNegatives = _options.HardNegatives,
        MaskedWords = _options.MaskedWordRatio,
    };

    public VideoTextSettings Settings => new()
    {
        VideoColumnName = _options.VideoColumnName,
        CaptionColumnName = _options.CaptionColumnName,
        VideoEmbeddingColumnName = _options.VideoEmbeddingColumnName,
        TextEmbeddingColumnName = _options.TextEmbeddingColumnName,
        SimilarityColumnName = _options.SimilarityColumnName,
        MatchScoreColumnName = _options.MatchScoreColumnName,
        MatchProbabilityColumnName = _options.MatchProbabilityColumnName,
        ChoiceScoreColumnName = _options.ChoiceScoreColumnName,
        // A head that never learned says nothing.
        Matching = _options.LossWeights.Matching > 0 || _options.CheckpointPath is not null,
        BatchSize = Math.Min(_options.BatchSize, 32),
        // A model trained in float16 may be scored where there is none.
        Precision = _options.Precision == ComputePrecision.Float16 ? ComputePrecision.Auto : _options.Precision,
        Reading = _options.Reading,
        LongestVideo = _options.LongestVideo,
    };

    /// <summary>Everything that decides the numbers of a training; workers, devices and callbacks do not.</summary>
    public TrainingFingerprint Fingerprint(int seed, IReadOnlyList<TextedVideo> pairs)
    {
        var options = _options;
        var weights = options.LossWeights;
        var values = MultimodalRun.Describe(options, Preset, seed, Tokenizer.Vocabulary.Digest);
        void Add(string name, object? value) => values[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        Add(nameof(options.TextLength), options.TextLength);
        Add(nameof(options.LongestVideo), options.LongestVideo);
        Add(nameof(options.SameWhen), options.SameWhen);
        Add(nameof(weights.Alignment), weights.Alignment);
        Add(nameof(weights.Contrastive), weights.Contrastive);
        Add(nameof(weights.Matching), weights.Matching);
        Add(nameof(weights.MaskedLanguage), weights.MaskedLanguage);
        Add(nameof(options.Teacher), weights.Alignment > 0 ? options.Teacher?.Identity : null);
        Add(nameof(options.AlignmentLoss), options.AlignmentLoss);
        Add(nameof(options.FeatureNorm), options.FeatureNorm);
        Add(nameof(options.VideoMask), $"{options.VideoMask} {options.VideoMaskRatio.ToString("R", CultureInfo.InvariantCulture)}");
        Add(nameof(options.ImageMask), $"{options.ImageMask} {options.ImageMaskRatio.ToString("R", CultureInfo.InvariantCulture)}");
        Add(nameof(options.HardNegatives), options.HardNegatives);
        Add(nameof(options.MaskedWordRatio), options.MaskedWordRatio);
        Add("Pairs", ItemsIdentity.Of(pairs, pair => pair.Text));
        return new TrainingFingerprint(values);
    }

    private void CheckTogether()
    {
        var (options, weights) = (_options, _options.LossWeights);
        if (weights.Alignment + weights.Contrastive + weights.Matching + weights.MaskedLanguage == 0)
            throw new ArgumentException($"All four weights of {nameof(VideoTextOptions)}.{nameof(options.LossWeights)} are 0: there is nothing to learn.");
        if (weights.Alignment > 0 && options.Teacher is null)
            throw new ArgumentException($"{nameof(VideoTextOptions)}.{nameof(options.Teacher)} is not set. Name one, for example {nameof(ImageTeacherSource)}.{nameof(ImageTeacherSource.FromClip)}(\"vit_b16.pth\"), or set {nameof(options.LossWeights)}.{nameof(weights.Alignment)} to 0.");
        if (weights.Alignment > 0 && options.FreezeVision)
            throw new ArgumentException($"{nameof(VideoTextOptions)}.{nameof(options.FreezeVision)} leaves the alignment loss nothing to teach; set {nameof(options.LossWeights)}.{nameof(weights.Alignment)} to 0.");
        if (weights.Alignment > 0 && options.AlignmentLoss == AlignmentLossKind.L2 && options.FeatureNorm != FeatureNorm.L2)
            throw new ArgumentException($"{nameof(AlignmentLossKind)}.{nameof(AlignmentLossKind.L2)} compares directions and needs {nameof(FeatureNorm)}.{nameof(FeatureNorm.L2)}; with {options.FeatureNorm} use another loss.");
        if (weights.Matching + weights.MaskedLanguage > 0 && Preset.Config.Text.FusionLayers == 0)
            throw new ArgumentException($"The model '{Preset.Name}' has no fusion layers, which the matching and the masked-language loss need; set their weights to 0.");
    }
}
