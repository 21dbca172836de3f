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

    /// <summary>Told when a part of the pass is done; for those who measure.</summary>
    public Action<VideoTextPhase>? PhaseEnded { get; init; }

    /// <summary>The losses of a batch. Called inside a dispose scope on the training thread; does not call <c>backward</c>.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="given">Random choices from outside.</param>
    /// <param name="random">Draws the others.</param>
    public VideoTextLosses Compute(VideoTextInput input, VideoTextDraws given, Random random)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)random.NextInt64(), CPU);
        var weights = _options.Weights;
        _model.ClampTemperature();
        var words = weights.MaskedLanguage == 0 ? null : given.Words ?? MaskedWords.Draw(input.TextIds, _model.Config.Text, _options.MaskedWords, random);
        long[] asked = words?.Asked() ?? [];
        var outcome = weights.Matching == 0 ? MatchingOutcome.NotAsked
            : given.VideoNegatives is not null || input.Identities.HasNegatives ? MatchingOutcome.Computed : MatchingOutcome.NoWrongPairs;

        var (tokens, pooled, alignment) = See(input.Clips, given.Visible, random);
        var texts = Read(input, whole: weights.Contrastive + weights.Matching > 0, asked.Length > 0 ? words : null);
        Tensor? contrastive = null, wrongVideos = null, wrongTexts = null;
        if (texts.Whole is { } whole)
        {
            var similarity = VideoTextSimilarity.Cosine(_model.ProjectVideo(pooled), _model.ProjectText(whole)) / _model.temp;
            if (weights.Contrastive > 0)
                contrastive = VideoTextContrastiveLoss.Compute(similarity, input.Identities);
            if (outcome == MatchingOutcome.Computed)
            {
                wrongVideos = given.VideoNegatives ?? Wrong(similarity.t(), input.Identities, generator);
                wrongTexts = given.TextNegatives ?? Wrong(similarity, input.Identities, generator);
            }
        }
        var (pairs, hidden) = Fuse(tokens, texts, wrongVideos, wrongTexts);
        var matching = pairs is null ? null : VideoTextMatchingLoss.Compute(_model, pairs);
        var language = hidden is null ? null : MaskedLanguageLoss.Compute(_model, hidden, words!, asked);
        var losses = new VideoTextLosses
        {
            Total = Sum(input.Clips.device, (alignment, weights.Alignment), (contrastive, weights.Contrastive), (matching, weights.Matching), (language, weights.MaskedLanguage))
                .MoveToOuterDisposeScope(),
            Alignment = alignment?.MoveToOuterDisposeScope(),
            Contrastive = contrastive?.MoveToOuterDisposeScope(),
            Matching = matching?.MoveToOuterDisposeScope(),
            MaskedLanguage = language?.MoveToOuterDisposeScope(),
            MatchingOutcome = outcome,
        };
        PhaseEnded?.Invoke(VideoTextPhase.Losses);
        return losses;
    }

    /// <summary>The tokens that all losses use, their pooled vectors, and the alignment loss where it is asked for.</summary>
    private (Tensor Tokens, Tensor Pooled, Tensor? Alignment) See(Tensor clips, Tensor? visible, Random random)
    {
        // Without a teacher nothing is masked, as in the authors' finetuning.
        if (_options.Weights.Alignment == 0)
        {
            var (all, frames) = _model.EncodeVideo(clips);
            PhaseEnded?.Invoke(VideoTextPhase.Vision);
            return (all, frames, null);
        }
        var masks = clips.shape[2] == 1 ? _pictureMasks : _videoMasks;
        var (features, shown) = _teacher!.Look(
            TeacherFrames.Of(clips, _model.Config.Vision.TubeletSize),
            attention => visible?.alias() ?? masks.Draw((int)clips.shape[0], attention, random, clips.device));
        PhaseEnded?.Invoke(VideoTextPhase.Teacher);
        var tubes = _options.VideoMask.Kind == TokenMaskKind.Tube && _options.PictureMask.Kind == TokenMaskKind.Tube;
        var (tokens, pooled, aligned) = _model.EncodeMasked(clips, shown, keepTemporal: tubes);
        var loss = Align(aligned!, features);
        PhaseEnded?.Invoke(VideoTextPhase.Vision);
        return (tokens, pooled, loss);
    }

    /// <summary>
    /// The states of the texts as they are and with words hidden, each where it is asked for. Both go through the text tower in one pass: its matrices
    /// are wide and a text short, so the second half costs little.
    /// </summary>
    private (Tensor? Whole, Tensor? Hidden, Tensor Mask) Read(VideoTextInput input, bool whole, MaskedWords? words)
    {
        var (device, batch) = (input.Clips.device, input.TextIds.shape[0]);
        var mask = input.TextMask.to(device, non_blocking: true);
        Tensor[] parts = [.. whole ? [input.TextIds] : (Tensor[])[], .. words is null ? (Tensor[])[] : [words.Ids]];
        if (parts.Length == 0)
            return (null, null, mask);
        var ids = cat([.. parts.Select(part => part.to(device, non_blocking: true))]);
        var states = _model.EncodeText(ids, mask.repeat(parts.Length, 1));
        PhaseEnded?.Invoke(VideoTextPhase.Text);
        return (whole ? states.narrow(0, 0, batch) : null, words is null ? null : states.narrow(0, states.shape[0] - batch, batch), mask);
    }

    /// <summary>
    /// One fusion pass for both losses that need it: the 3 B pairs of matching (null without wrong ones), then the B texts with hidden words. Keys and
    /// values are computed once a video and only copied for its other pairs.
    /// </summary>
    private (Tensor? Pairs, Tensor? Hidden) Fuse(
        Tensor tokens, (Tensor? Whole, Tensor? Hidden, Tensor Mask) texts, Tensor? wrongVideos, Tensor? wrongTexts)
    {
        if (wrongVideos is null && texts.Hidden is null)
            return (null, null);
        var (batch, device) = (tokens.shape[0], tokens.device);
        var own = arange(batch, dtype: ScalarType.Int64, device: device);
        List<Tensor> states = [], masks = [], videos = [];
        if (wrongVideos is not null)
        {
            var rows = cat([own, own, wrongTexts!.to(device, non_blocking: true)]);
            states.Add(texts.Whole!.index_select(0, rows));
            masks.Add(texts.Mask.index_select(0, rows));
            videos.AddRange([own, wrongVideos.to(device, non_blocking: true), own]);
        }
        if (texts.Hidden is not null)
        {
            states.Add(texts.Hidden);
            masks.Add(texts.Mask);
            videos.Add(own);
        }
        var rowsOfVideos = cat(videos);
        var memory = _model.Remember(tokens).Select(layer => layer.Take(rowsOfVideos)).ToArray();
        var fused = _model.Fuse(cat(states), cat(masks), memory);
        return (wrongVideos is null ? null : fused.narrow(0, 0, 3 * batch), texts.Hidden is null ? null : fused.narrow(0, fused.shape[0] - batch, batch));
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
