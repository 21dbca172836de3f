using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>
/// One forward pass of video-text training (spec <c>umt-multi</c>, section 3): the visible tokens of one pass through the vision tower feed all four
/// losses, and what is not asked for is not computed. Random choices come from the given generator or from outside.
/// </summary>
internal sealed class VideoTextObjective
{
    private readonly VideoTextModel _model;
    private readonly IImageTeacher? _teacher;
    private readonly VideoTextObjectiveOptions _options;
    private readonly TokenMasks _videoMasks, _pictureMasks;

    /// <param name="model">The model that learns; stays the giver's.</param>
    /// <param name="teacher">The image model to align with; stays the giver's. Null goes with an alignment weight of 0.</param>
    /// <param name="options">Weights and masks.</param>
    public VideoTextObjective(VideoTextModel model, IImageTeacher? teacher, VideoTextObjectiveOptions options)
    {
        var weights = options.Weights;
        if (weights.Alignment > 0 && (teacher is null || model.Config.AlignedLayers == 0))
            throw new ArgumentException($"The alignment loss needs a teacher and at least one aligned layer; set {nameof(VideoTextLossWeights)}.{nameof(VideoTextLossWeights.Alignment)} to 0 to train without.");
        if (weights.MaskedLanguage > 0 && !model.Config.LanguageHead)
            throw new ArgumentException($"The masked-language loss needs {nameof(VideoTextConfig)}.{nameof(VideoTextConfig.LanguageHead)}; set {nameof(VideoTextLossWeights)}.{nameof(VideoTextLossWeights.MaskedLanguage)} to 0 to train without.");
        if (weights.Matching + weights.MaskedLanguage > 0 && model.Config.Text.FusionLayers == 0)
            throw new ArgumentException($"The matching and masked-language losses need fusion layers; {nameof(BertConfig)}.{nameof(BertConfig.FusionLayer)} leaves none.");
        (_model, _teacher, _options) = (model, teacher, options);
        var vision = model.Config.Vision;
        _videoMasks = new TokenMasks(options.VideoMask.Kind, options.VideoMask.Ratio, vision);
        _pictureMasks = new TokenMasks(options.PictureMask.Kind, options.PictureMask.Ratio, vision with { Frames = vision.TubeletSize });
    }

    /// <summary>The losses of a batch. Called inside a dispose scope on the training thread; does not call <c>backward</c>.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="given">Random choices from outside.</param>
    /// <param name="random">Draws the others.</param>
    public VideoTextLosses Compute(VideoTextInput input, VideoTextDraws given, Random random)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)random.NextInt64(), CPU);
        var weights = _options.Weights;
        var device = input.Clips.device;
        _model.ClampTemperature();

        var (tokens, pooled, alignment) = See(input.Clips, given.Visible, random);
        var textMask = input.TextMask.to(device);
        var states = weights.Contrastive + weights.Matching > 0 ? _model.EncodeText(input.TextIds.to(device), textMask) : null;
        var similarity = states is null ? null
            : VideoTextSimilarity.Cosine(_model.ProjectVideo(pooled), _model.ProjectText(states)) / _model.temp;
        var contrastive = weights.Contrastive > 0 ? VideoTextContrastiveLoss.Compute(similarity!, input.Identities) : null;

        var outcome = weights.Matching == 0 ? MatchingOutcome.NotAsked
            : given.VideoNegatives is not null || input.Identities.HasNegatives ? MatchingOutcome.Computed : MatchingOutcome.NoWrongPairs;
        var memory = outcome == MatchingOutcome.Computed || weights.MaskedLanguage > 0 ? _model.Remember(tokens) : null;
        Tensor? matching = null;
        if (outcome == MatchingOutcome.Computed)
        {
            var wrongVideos = given.VideoNegatives ?? Wrong(similarity!.t(), input.Identities, generator);
            var wrongTexts = given.TextNegatives ?? Wrong(similarity!, input.Identities, generator);
            matching = VideoTextMatchingLoss.Compute(_model, memory!, states!, textMask, wrongVideos, wrongTexts);
        }
        Tensor? language = null;
        if (weights.MaskedLanguage > 0)
        {
            var words = given.Words ?? MaskedWords.Draw(input.TextIds, _model.Config.Text, _options.MaskedWords, random);
            language = MaskedLanguageLoss.Compute(_model, memory!, words, textMask);
        }
        return new VideoTextLosses
        {
            Total = Sum(device, (alignment, weights.Alignment), (contrastive, weights.Contrastive), (matching, weights.Matching), (language, weights.MaskedLanguage))
                .MoveToOuterDisposeScope(),
            Alignment = alignment?.MoveToOuterDisposeScope(),
            Contrastive = contrastive?.MoveToOuterDisposeScope(),
            Matching = matching?.MoveToOuterDisposeScope(),
            MaskedLanguage = language?.MoveToOuterDisposeScope(),
            MatchingOutcome = outcome,
        };
    }

    /// <summary>The tokens that all losses use, their pooled vectors, and the alignment loss where it is asked for.</summary>
    private (Tensor Tokens, Tensor Pooled, Tensor? Alignment) See(Tensor clips, Tensor? visible, Random random)
    {
        // Without a teacher nothing is masked, as in the authors' finetuning.
        if (_options.Weights.Alignment == 0)
        {
            var (all, frames) = _model.EncodeVideo(clips);
            return (all, frames, null);
        }
        var (features, attention) = _teacher!.Look(TeacherFrames.Of(clips, _model.Config.Vision.TubeletSize));
        var masks = clips.shape[2] == 1 ? _pictureMasks : _videoMasks;
        var shown = visible ?? masks.Draw((int)clips.shape[0], attention, random, clips.device);
        var tubes = _options.VideoMask.Kind == TokenMaskKind.Tube && _options.PictureMask.Kind == TokenMaskKind.Tube;
        var (tokens, pooled, aligned) = _model.EncodeMasked(clips, shown, keepTemporal: tubes);
        return (tokens, pooled, Align(aligned!, TokenGather.Take(features, shown)));
    }

    private Tensor Align(Tensor ours, Tensor theirs) => AlignmentLoss.Compute(
        FeatureScaling.Apply(ours.to(ScalarType.Float32), _options.AlignmentNorm),
        FeatureScaling.Apply(theirs.to(ScalarType.Float32), _options.AlignmentNorm),
        _options.AlignmentLoss);

    private Tensor Wrong(Tensor similarity, PairIdentities identities, Generator generator) =>
        HardNegatives.Draw(HardNegatives.LogWeights(similarity, identities, _options.HardNegatives), generator);

    private static Tensor Sum(Device device, params (Tensor? Loss, double Weight)[] parts)
    {
        Tensor? total = null;
        foreach (var (loss, weight) in parts)
        {
            if (loss is null)
                continue;
            var part = weight == 1 ? loss : loss * weight;
            total = total is null ? part.alias() : total + part;
        }
        return total ?? zeros([], device: device);
    }
}
