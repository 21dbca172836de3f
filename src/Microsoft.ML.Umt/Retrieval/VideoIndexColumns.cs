using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>Which columns of a data view make the records of a <see cref="VideoIndex"/>.</summary>
public sealed class VideoIndexColumns
{
    /// <summary>Text column with the key of each video. Default <c>Path</c>.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string Key { get; set => field = OptionGuard.Named(value); } = "Path";

    /// <summary>Column with the embedding, a vector of <see cref="float"/>. Default <c>VideoEmbedding</c>.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string Embedding { get; set => field = OptionGuard.Named(value); } = "VideoEmbedding";

    /// <summary>Text column with the path. Default null: records have none.</summary>
    public string? Path { get; set; }

    /// <summary>Text column with the title. Default null: records have none.</summary>
    public string? Title { get; set; }

    /// <summary>Text columns that become metadata, each under the name of its column; empty texts are left out. Default none.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IReadOnlyList<string> Metadata { get; set => field = value ?? throw new ArgumentNullException(nameof(Metadata)); } = [];

    /// <summary>Column with the embeddings of frames, one after the other in one vector of <see cref="float"/>. Default null: records have none.</summary>
    public string? FrameEmbeddings { get; set; }

    /// <summary>Column with the times of frames in seconds, a vector of <see cref="float"/>; needed with <see cref="FrameEmbeddings"/>. Default null.</summary>
    public string? FrameTimes { get; set; }

    /// <summary>Videos that are added to the index together, 1 to 100,000; in a folder each such step is one commit. Default 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 100,000.</exception>
    public int BatchSize { get; set => field = OptionGuard.InRange(value, 1, 100_000); } = 256;
}
