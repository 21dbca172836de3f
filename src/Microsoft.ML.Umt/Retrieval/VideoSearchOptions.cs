using System.Linq.Expressions;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>Options of a search.</summary>
public sealed class VideoSearchOptions
{
    /// <summary>Videos to return, 1 to 100,000. Default 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 100,000.</exception>
    public int Top { get; set => field = OptionGuard.InRange(value, 1, 100_000); } = 10;

    /// <summary>
    /// Which videos take part; it sees everything of a record but its embedding. An expression, so that databases can run it themselves:
    /// comparisons and logic over <c>Key</c>, <c>Path</c>, <c>Title</c> and <c>Metadata["name"]</c> run everywhere, any other code in
    /// <see cref="VideoIndex"/> only. Default null: all.
    /// </summary>
    public Expression<Func<VideoRecord, bool>>? Filter { get; set; }

    /// <summary>Least score of the first stage. Default null: none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number.</exception>
    public float? MinimumScore { get; set => field = OptionGuard.InRange(value, float.MinValue, float.MaxValue); }

    /// <summary>How many of its best frames each result names, 0 to 1024. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 0 to 1024.</exception>
    public int MatchedFrames { get; set => field = OptionGuard.InRange(value, 0, 1024); }

    /// <summary>The second stage; it needs <see cref="VideoQuery.Text"/>. Default null: none.</summary>
    public IVideoReranker? Reranker { get; set; }

    /// <summary>Videos that the first stage hands to the second, 1 to 100,000; at least <see cref="Top"/> are. Default 128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 100,000.</exception>
    public int Candidates { get; set => field = OptionGuard.InRange(value, 1, 100_000); } = 128;

    internal int FirstStageCount => Reranker is null ? Top : Math.Max(Top, Candidates);
}
