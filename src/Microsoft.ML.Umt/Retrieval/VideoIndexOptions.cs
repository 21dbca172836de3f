using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>Options of a <see cref="VideoIndex"/>.</summary>
public sealed class VideoIndexOptions
{
    /// <summary>How embeddings are kept. Default <see cref="EmbeddingStorage.Float32"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EmbeddingStorage Storage { get; set => field = OptionGuard.Defined(value); } = EmbeddingStorage.Float32;

    /// <summary>
    /// Whether embeddings, those of frames and queries are scaled to length one, so that scores are cosines: right for features of
    /// <c>FeaturizeVideo</c>. Default false, right for a video-text model, whose plain inner product is the similarity.
    /// </summary>
    public bool Normalize { get; set; }

    /// <summary>
    /// Whether a damaged log of a folder is cut at the damage, so that what was committed before it can be used; what follows is lost, and
    /// <see cref="VideoIndex.RecoveryNote"/> says so. Default false: damage is an error. (An unfinished last entry, as a kill leaves it, is no damage.)
    /// </summary>
    public bool RecoverDamagedLog { get; set; }

    /// <summary>Threads of a search, 1 to 1024. Default null: one per processor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 1024.</exception>
    public int? Threads { get; set => field = OptionGuard.InRange(value, 1, 1024); }

    internal VideoIndexOptions Clone() => (VideoIndexOptions)MemberwiseClone();
}
