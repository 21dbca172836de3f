using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Everything that a fitted scorer is, the network apart. Saved with it. Immutable.</summary>
internal sealed record VideoTextSettings
{
    private const int Version = 2;

    public required string VideoColumnName { get; init; }

    public required string CaptionColumnName { get; init; }

    public required string VideoEmbeddingColumnName { get; init; }

    public required string TextEmbeddingColumnName { get; init; }

    public required string SimilarityColumnName { get; init; }

    public required string MatchScoreColumnName { get; init; }

    public required string MatchProbabilityColumnName { get; init; }

    /// <summary>The column for multiple choice; null for none.</summary>
    public required string? ChoiceScoreColumnName { get; init; }

    /// <summary>Whether the matching head is asked for each text.</summary>
    public required bool Matching { get; init; }

    public required int BatchSize { get; init; }

    public required ComputePrecision Precision { get; init; }

    public required VideoReadingOptions Reading { get; init; }

    /// <summary>Only this much of each video, from its beginning, is looked at; null for all.</summary>
    public TimeSpan? LongestVideo { get; init; }

    public static VideoTextSettings Read(ModelReader reader)
    {
        var version = reader.ReadVersion(Version, nameof(VideoTextTransformer));
        return new VideoTextSettings
        {
            VideoColumnName = reader.ReadRequiredString(),
            CaptionColumnName = reader.ReadRequiredString(),
            VideoEmbeddingColumnName = reader.ReadRequiredString(),
            TextEmbeddingColumnName = reader.ReadRequiredString(),
            SimilarityColumnName = reader.ReadRequiredString(),
            MatchScoreColumnName = reader.ReadRequiredString(),
            MatchProbabilityColumnName = reader.ReadRequiredString(),
            Matching = reader.ReadBoolean(),
            BatchSize = reader.ReadInt32(),
            Precision = reader.ReadEnum<ComputePrecision>(),
            Reading = reader.ReadVideoReadingOptions(),
            LongestVideo = reader.ReadTimeSpan() is { Ticks: > 0 } longest ? longest : null,
            // A model that was saved before there was this column keeps the columns that it had.
            ChoiceScoreColumnName = version < 2 ? null : reader.ReadString(),
        };
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(Version);
        foreach (var name in new[]
        {
            VideoColumnName, CaptionColumnName, VideoEmbeddingColumnName, TextEmbeddingColumnName, SimilarityColumnName, MatchScoreColumnName, MatchProbabilityColumnName,
        })
            writer.Write(name);
        writer.Write(Matching);
        writer.Write(BatchSize);
        writer.Write(Precision);
        writer.Write(Reading);
        writer.Write(LongestVideo ?? TimeSpan.Zero);
        writer.Write(ChoiceScoreColumnName);
    }
}
