using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>
/// Matching scores of the second stage of a search: does this text belong to this video (spec <c>umt-multi</c>, section 6). Evaluation only. Safe for
/// concurrent calls.
/// </summary>
/// <param name="model">The model, in evaluation mode; stays the giver's.</param>
/// <param name="batchSize">Pairs a fusion pass.</param>
internal sealed class VideoTextMatcher(VideoTextModel model, int batchSize = 32)
{
    /// <summary>The score of a cell that was not asked for.</summary>
    public const float NotScored = -100;

    /// <summary>One video with some texts: the raw logit of "match" for each, <c>[M]</c> in float32.</summary>
    /// <param name="videoTokens">Tokens of one video <c>[1, N, D]</c>.</param>
    /// <param name="textStates">Text states <c>[M, L, D]</c>.</param>
    /// <param name="textMask">Their masks <c>[M, L]</c>.</param>
    public Tensor TextsOfOneVideo(Tensor videoTokens, Tensor textStates, Tensor textMask)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var memory = model.Remember(videoTokens);
        return Batches(textStates.shape[0], (start, count) => model.Fuse(
            textStates.narrow(0, start, count), textMask.narrow(0, start, count), [.. memory.Select(layer => layer.Repeat(count))])).MoveToOuterDisposeScope();
    }

    /// <summary>One text with some videos: the raw logit of "match" for each, <c>[M]</c> in float32.</summary>
    /// <param name="textStates">States of one text <c>[1, L, D]</c>.</param>
    /// <param name="textMask">Its mask <c>[1, L]</c>.</param>
    /// <param name="videoTokens">Tokens of the videos <c>[M, N, D]</c>.</param>
    public Tensor VideosOfOneText(Tensor textStates, Tensor textMask, Tensor videoTokens)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return Batches(videoTokens.shape[0], (start, count) => model.Fuse(
            textStates.expand(count, -1, -1), textMask.expand(count, -1), model.Remember(videoTokens.narrow(0, start, count)))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Both directions over whole sets: for each video its <paramref name="best"/> most similar texts, for each text its most similar videos; the other
    /// cells are <see cref="NotScored"/>. Gives <c>[videos, texts]</c> and <c>[texts, videos]</c>.
    /// </summary>
    /// <param name="videoTokens">Tokens <c>[videos, N, D]</c>.</param>
    /// <param name="textStates">Text states <c>[texts, L, D]</c>.</param>
    /// <param name="textMask">Their masks <c>[texts, L]</c>.</param>
    /// <param name="similarity">Cosines <c>[videos, texts]</c>.</param>
    /// <param name="best">Candidates of each row. The authors take 128.</param>
    public (Tensor VideoToText, Tensor TextToVideo) Rerank(Tensor videoTokens, Tensor textStates, Tensor textMask, Tensor similarity, int best)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (videos, texts) = (videoTokens.shape[0], textStates.shape[0]);
        var toText = full([videos, texts], NotScored, device: textStates.device);
        var toVideo = full([texts, videos], NotScored, device: textStates.device);
        for (var video = 0L; video < videos; video++)
        {
            using var row = NewDisposeScope();
            var candidates = similarity[video].topk((int)Math.Min(best, texts), sorted: false).indexes;
            toText[video].index_copy_(0, candidates, TextsOfOneVideo(
                videoTokens.narrow(0, video, 1), textStates.index_select(0, candidates), textMask.index_select(0, candidates)));
        }
        for (var text = 0L; text < texts; text++)
        {
            using var row = NewDisposeScope();
            var candidates = similarity.select(1, text).topk((int)Math.Min(best, videos), sorted: false).indexes;
            toVideo[text].index_copy_(0, candidates, VideosOfOneText(
                textStates.narrow(0, text, 1), textMask.narrow(0, text, 1), videoTokens.index_select(0, candidates)));
        }
        return (toText.MoveToOuterDisposeScope(), toVideo.MoveToOuterDisposeScope());
    }

    private Tensor Batches(long count, Func<long, long, Tensor> fuse)
    {
        var scores = new List<Tensor>();
        for (var start = 0L; start < count; start += batchSize)
        {
            using var batch = NewDisposeScope();
            var logits = model.MatchFused(fuse(start, Math.Min(batchSize, count - start))).to(ScalarType.Float32);
            scores.Add(logits.select(1, 1).contiguous().MoveToOuterDisposeScope());
        }
        return cat(scores);
    }
}
