using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Tests.Pipeline;

/// <summary>A "model" whose score is the number of the video, and a count of what it was asked.</summary>
internal sealed class FakeScoring : IVideoBatchScorer<float>
{
    public const string ScoreColumn = "Score";

    private readonly List<int> _batches = [];

    public FakeScoring(
        MLContext context,
        FakeClipReader? reader = null,
        int batchSize = 4,
        int workers = 3,
        int prefetchBatches = 2,
        UnreadableVideos unreadable = UnreadableVideos.Throw)
    {
        Reader = reader ?? new FakeClipReader();
        Scoring = new VideoScoring<float>(
            ((IHostEnvironment)context).Register("test"),
            nameof(NumberedVideos.Row.Video),
            [RowColumns.Vector<float, float>(ScoreColumn, NumberDataViewType.Single, [1], score => [score])],
            Reader,
            this,
            new ClipReadingSettings(batchSize, workers, prefetchBatches),
            new UnreadablePolicy(unreadable, "VideoError"));
    }

    public FakeClipReader Reader { get; }

    public VideoScoring<float> Scoring { get; }

    /// <summary>Readable videos of every batch that was scored.</summary>
    public IReadOnlyList<int> Batches => _batches;

    public float Missing => float.NaN;

    public IReadOnlyList<float> Score(ClipBatch clips)
    {
        _batches.Add(clips.ReadableCount);
        var scores = new List<float>();
        for (var i = 0; i < clips.Requests.Count; i++)
        {
            if (clips.FailureOf(i) is null)
                scores.Add(clips.Clips(i)[0]);
        }
        return scores;
    }

    public void Dispose()
    {
    }
}
