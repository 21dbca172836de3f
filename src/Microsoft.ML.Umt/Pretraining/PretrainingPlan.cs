using System.Globalization;
using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>What follows from the options taken together, checked: the networks' sizes, the schedule, the fingerprint. Immutable.</summary>
internal sealed class PretrainingPlan
{
    private const int UsualAlignedLayers = 6;

    private readonly MaskedTeacherOptions _options;

    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    public PretrainingPlan(MaskedTeacherOptions options)
    {
        _options = options;
        var video = options.Student.Video ?? throw new ArgumentException($"{nameof(options.Student)} '{options.Student.Name}' is an image model; a video model is wanted.");
        Encoder = video with
        {
            Classes = 0,
            DropPathRate = options.DropPath,
            CheckpointedBlocks = Math.Min(options.CheckpointedBlocks, video.Depth),
            // Pretraining adds the sinusoid over its own tokens, so that is what the fitted encoder has to add.
            Positions = video.Positions == PositionTable.Learnable ? PositionTable.Learnable : PositionTable.Plain,
        };
        if (Encoder.ImageHeight != Encoder.ImageWidth)
            throw new ArgumentException($"{nameof(options.Student)} '{options.Student.Name}' takes frames of {Encoder.ImageHeight} x {Encoder.ImageWidth}; clips are cut into squares.");
        Encoder.Validate();
        Student = options.Student with { Video = Encoder };
        AlignedLayers = options.AlignedLayers ?? Math.Min(UsualAlignedLayers, Math.Min(Encoder.Depth, options.Teacher?.Depth ?? Encoder.Depth));
        CheckTogether();
    }

    /// <summary>The encoder that learns, with the regularisation of training.</summary>
    public VideoTransformerConfig Encoder { get; }

    /// <summary>Its preset with that encoder.</summary>
    public ModelPreset Student { get; }

    public int AlignedLayers { get; }

    public TokenMasks Masks => new(_options.EffectiveMask, _options.MaskRatio, Encoder);

    public MaskedVideoTransformerConfig Aligned(int teacherWidth) => new()
    {
        Encoder = Encoder,
        AlignedLayers = AlignedLayers,
        LayerInterval = _options.StudentLayerInterval,
        TeacherWidth = teacherWidth,
        FeatureNorm = _options.FeatureNorm,
    };

    public PixelReconstructionConfig Painted => new()
    {
        Encoder = Encoder,
        DecoderWidth = Encoder.Width / 2,
        DecoderDepth = _options.PixelDecoderDepth,
        DecoderHeads = Encoder.Heads % 2 == 0 ? Encoder.Heads / 2 : 1,
    };

    public CosineSchedule LearningRate(int stepsPerEpoch)
    {
        double Scaled(double rate) => LearningRateScaling.Effective(rate, _options.BatchSize, _options.AccumulationSteps);
        return CosineSchedule.ForEpochs(
            Scaled(_options.LearningRate), Scaled(_options.MinimumLearningRate), _options.Epochs, stepsPerEpoch, _options.WarmupEpochs ?? _options.Epochs / 5.0);
    }

    /// <summary>Everything that decides the numbers of a training; workers, devices and callbacks do not.</summary>
    public TrainingFingerprint Fingerprint(int seed, IReadOnlyList<MLVideo?> videos)
    {
        var options = _options;
        var values = new Dictionary<string, object?>
        {
            [nameof(options.Student)] = Encoder with { CheckpointedBlocks = 0 },
            [nameof(options.StudentCheckpointPath)] = Path.GetFileName(options.StudentCheckpointPath),
            ["StudentStatistics"] = $"{string.Join(' ', Student.Mean.Concat(Student.Std).Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}",
            [nameof(options.Teacher)] = options.Objective == PretrainingObjective.Alignment ? options.Teacher?.Identity : null,
            [nameof(options.Objective)] = options.Objective,
            [nameof(options.Mask)] = options.EffectiveMask,
            [nameof(options.MaskRatio)] = options.MaskRatio,
            [nameof(options.AlignedLayers)] = AlignedLayers,
            [nameof(options.StudentLayerInterval)] = options.StudentLayerInterval,
            [nameof(options.TeacherLayerInterval)] = options.TeacherLayerInterval,
            [nameof(options.Loss)] = options.Loss,
            [nameof(options.LossRatio)] = options.LossRatio,
            [nameof(options.FeatureNorm)] = options.FeatureNorm,
            [nameof(options.PixelDecoderDepth)] = options.PixelDecoderDepth,
            [nameof(options.NormalizePixels)] = options.NormalizePixels,
            [nameof(options.Epochs)] = options.Epochs,
            [nameof(options.BatchSize)] = options.BatchSize,
            [nameof(options.AccumulationSteps)] = options.AccumulationSteps,
            [nameof(options.LearningRate)] = options.LearningRate,
            [nameof(options.MinimumLearningRate)] = options.MinimumLearningRate,
            [nameof(options.WarmupEpochs)] = options.WarmupEpochs,
            [nameof(options.Beta1)] = options.Beta1,
            [nameof(options.Beta2)] = options.Beta2,
            [nameof(options.WeightDecay)] = options.WeightDecay,
            [nameof(options.MaxGradientNorm)] = options.MaxGradientNorm,
            [nameof(options.AverageDecay)] = options.AverageDecay,
            [nameof(options.Flip)] = options.Flip,
            [nameof(options.Reading.Decode)] = options.Reading.Decode.Pixels,
            [nameof(options.Precision)] = options.Precision,
            [nameof(options.Seed)] = seed,
            ["Videos"] = UnlabelledVideos.Identity(videos),
        };
        return new TrainingFingerprint(values.ToDictionary(entry => entry.Key, entry => Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? ""));
    }

    private void CheckTogether()
    {
        var options = _options;
        if (options.MinimumLearningRate > options.LearningRate)
            throw new ArgumentException($"{nameof(options.MinimumLearningRate)} {options.MinimumLearningRate} is above {nameof(options.LearningRate)} {options.LearningRate}.");
        if (options.Objective == PretrainingObjective.PixelReconstruction)
        {
            if (options.Mask == TokenMaskKind.Attention)
                throw new ArgumentException($"{nameof(TokenMaskKind)}.{nameof(TokenMaskKind.Attention)} needs a teacher; {options.Objective} has none. Use {nameof(TokenMaskKind.Tube)} or {nameof(TokenMaskKind.Random)}.");
            Painted.Validate();
            if (Masks.VisibleTokens == Encoder.Tokens)
                throw new ArgumentException($"{nameof(options.MaskRatio)} {options.MaskRatio} hides none of the {Encoder.GridHeight * Encoder.GridWidth} patches of a frame, and nothing would be left to reconstruct; at least {1.0 / (Encoder.GridHeight * Encoder.GridWidth):0.####} hides one.");
            return;
        }
        if (options.Teacher is not { } teacher)
            throw new ArgumentException($"{nameof(options.Teacher)} is not set. Name one, for example {nameof(ImageTeacherSource)}.{nameof(ImageTeacherSource.FromClip)}(\"vit_b16.pth\"), or choose {nameof(PretrainingObjective)}.{nameof(PretrainingObjective.PixelReconstruction)}.");
        if (options.Loss == AlignmentLossKind.L2 && options.FeatureNorm != FeatureNorm.L2)
            throw new ArgumentException($"{nameof(AlignmentLossKind)}.{nameof(AlignmentLossKind.L2)} compares directions and needs {nameof(FeatureNorm)}.{nameof(FeatureNorm.L2)}; with {options.FeatureNorm} use another loss.");
        LayerSelection.Validate(Encoder.Depth, AlignedLayers, options.StudentLayerInterval, nameof(options.AlignedLayers), nameof(options.StudentLayerInterval));
        LayerSelection.Validate(teacher.Depth, AlignedLayers, options.TeacherLayerInterval, nameof(options.AlignedLayers), nameof(options.TeacherLayerInterval));
    }
}
