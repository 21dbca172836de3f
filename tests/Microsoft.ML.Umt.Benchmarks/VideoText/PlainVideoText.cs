using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.VideoText;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.VideoText;

/// <summary>
/// The yardstick: the same step as a first port writes it, in float32 on the same libtorch. Plain modules, a boolean mask and wrong pairs drawn by
/// <c>multinomial</c>, one pass after the other: the texts, the pairs with their videos' tokens repeated, the masked texts, word scores everywhere;
/// TorchSharp's optimiser.
/// </summary>
internal sealed class PlainVideoText : IDisposable
{
    private const long Ignored = -100;

    private readonly VideoTextSetup _setup;
    private readonly VideoTextStepBatch _batch;
    private readonly VideoTextModel _model;
    private readonly ClipVisionTransformer _teacher;
    private readonly optim.Optimizer _optimizer;
    private readonly ClipNormalization _normalization;

    /// <summary>Makes the training of a model, which stays the giver's.</summary>
    public PlainVideoText(VideoTextSetup setup, int batch, VideoTextModel model)
    {
        _setup = setup;
        _batch = setup.CreateBatch(batch, forUpload: false);
        _model = model;
        _teacher = setup.CreateTeacher();
        var preset = VideoTextPresets.Get("umt-vt-b16");
        _normalization = new ClipNormalization(preset.Mean, preset.Std);
        var decays = _model.parameters().ToLookup(parameter => parameter.dim() != 1);
        AdamW.ParamGroup Group(bool isDecayed) =>
            new() { Parameters = decays[isDecayed], Options = new() { LearningRate = 1e-4, beta1 = 0.9, beta2 = 0.999, weight_decay = isDecayed ? 0.02 : 0 } };
        _optimizer = optim.AdamW([Group(true), Group(false)]);
    }

    /// <summary>One step, by phase.</summary>
    public VideoTextTimes Split(VideoTextClock clock) => clock.Time(() =>
    {
        using var scope = NewDisposeScope();
        _model.train();
        clock.Begin();
        Loss(clock).backward();
        clock.Optimize(() =>
        {
            _optimizer.step();
            _optimizer.zero_grad();
        });
    });

    public void Dispose()
    {
        _optimizer.Dispose();
        _teacher.Dispose();
        _batch.Dispose();
    }

    private Tensor Loss(VideoTextClock clock)
    {
        var clips = _normalization.Apply(_batch.Clips, CPU);
        var (features, attention) = _teacher.call(clips);
        clock.End(VideoTextPhase.Teacher);
        var isVisible = Mask(attention).logical_not();
        var visible = isVisible.nonzero().select(1, 1).view(_batch.Count, -1);
        var (tokens, pooled, aligned) = _model.EncodeMasked(clips, visible);
        var targets = stack(features.unbind(0).Select(layer => layer[isVisible].view(_batch.Count, -1, layer.shape[2])));
        var unit = aligned! / aligned!.norm(-1, keepdim: true);
        var alignment = (2 - (2 * (unit * targets).sum(-1))).mean();
        clock.End(VideoTextPhase.Vision);
        var states = _model.EncodeText(_batch.Ids, _batch.Mask);
        clock.End(VideoTextPhase.Text);

        var similarity = einsum("nte,me->nmt", nn.functional.normalize(_model.ProjectVideo(pooled), dim: -1), nn.functional.normalize(_model.ProjectText(states), dim: -1))
            .mean([2]) / _model.temp;
        var targetsOfPairs = eye(_batch.Count);
        var contrastive = -((similarity.log_softmax(1) * targetsOfPairs).sum(1).mean() + (similarity.t().log_softmax(1) * targetsOfPairs).sum(1).mean()) / 2;
        var total = alignment + contrastive + Matching(similarity, tokens, states) + Language(tokens);
        clock.End(VideoTextPhase.Losses);
        return total;
    }

    private Tensor Matching(Tensor similarity, Tensor tokens, Tensor states)
    {
        var others = 1 - eye(_batch.Count);
        var wrongTexts = multinomial((similarity.detach() + 1e-4).softmax(1) * others, 1).squeeze(1);
        var wrongVideos = multinomial((similarity.detach().t() + 1e-4).softmax(1) * others, 1).squeeze(1);
        var videos = cat([tokens, tokens.index_select(0, wrongVideos), tokens]);
        var texts = cat([states, states, states.index_select(0, wrongTexts)]);
        var masks = cat([_batch.Mask, _batch.Mask, _batch.Mask.index_select(0, wrongTexts)]);
        var labels = cat([ones([_batch.Count], ScalarType.Int64), zeros([2L * _batch.Count], ScalarType.Int64)]);
        return nn.functional.cross_entropy(_model.Match(texts, masks, videos), labels);
    }

    private Tensor Language(Tensor tokens)
    {
        var ids = _batch.Ids;
        var text = _setup.Config.Text;
        var chosen = (rand(ids.shape) < VideoTextSetup.MaskedWords).logical_and(ids != text.StartId).logical_and(ids != text.PadId);
        var hidden = chosen.logical_and(rand(ids.shape) < 0.8);
        var replaced = chosen.logical_and(hidden.logical_not()).logical_and(rand(ids.shape) < 0.5);
        var masked = where(replaced, randint(text.VocabularySize, ids.shape, ScalarType.Int64), ids.masked_fill(hidden, text.MaskId));
        var labels = ids.masked_fill(chosen.logical_not(), Ignored);
        var fused = _model.Fuse(_model.EncodeText(masked, _batch.Mask), _batch.Mask, _model.Remember(tokens));
        var scores = _model.PredictWords(fused);
        return nn.functional.cross_entropy(scores.view(-1, scores.shape[2]), labels.view(-1), ignore_index: Ignored);
    }

    /// <summary>True where a token is hidden: all but the first ones of a weighted order of each frame's tokens.</summary>
    private Tensor Mask(Tensor attention)
    {
        var order = multinomial(attention, (int)attention.shape[1]);
        var shown = order.narrow(1, 0, _setup.VisiblePerFrame);
        return ones(attention.shape, ScalarType.Bool).scatter_(1, shown, zeros(shown.shape, ScalarType.Bool)).view(_batch.Count, -1);
    }
}
