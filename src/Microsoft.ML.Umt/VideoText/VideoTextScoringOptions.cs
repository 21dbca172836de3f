using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>Options of <see cref="VideoTextScoringEstimator"/>.</summary>
public sealed class VideoTextScoringOptions
{
    /// <summary>The model that the weights belong to. Default <c>umt-vt-b16</c>.</summary>
    public VideoTextPreset Model { get; set => field = value ?? throw new ArgumentNullException(nameof(Model)); } = VideoTextPresets.Get("umt-vt-b16");

    /// <summary>
    /// File with the weights: the authors' stage-2 or finetuned files, or what <see cref="VideoTextTransformer.SaveCheckpoint"/> writes. Required; nothing is ever
    /// downloaded.
    /// </summary>
    public string? CheckpointPath { get; set; }

    /// <summary>File with the word pieces of the text tower, one a line: <c>vocab.txt</c> of bert-base-uncased for the published models. Required.</summary>
    public string? VocabularyPath { get; set; }

    /// <summary>Whether texts end with <c>[SEP]</c>. The authors' models were trained without. Default false.</summary>
    public bool AddSeparator { get; set; }

    /// <summary>Tokens that texts are cut or padded to, 2 to 512. Default 32.</summary>
    public int TextLength { get; set => field = OptionGuard.InRange(value, 2, 512); } = 32;

    /// <summary>Frames of a clip, one from each of equal intervals, 1 to 1024. Default null: as many as the model's description says.</summary>
    public int? Frames { get; set => field = OptionGuard.InRange(value, 1, 1024); }

    /// <summary>Only this much of each video, from its beginning, is looked at; more than zero. Default null: all of it.</summary>
    public TimeSpan? LongestVideo
    {
        get;
        set => field = value is null || value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LongestVideo), value, $"{nameof(VideoTextScoringOptions)}.{nameof(LongestVideo)} must be null or more than zero.");
    }

    /// <summary>Name of the video column. Default <c>Video</c>.</summary>
    public string VideoColumnName { get; set => field = OptionGuard.Named(value); } = "Video";

    /// <summary>Name of the caption column: text, or a vector of texts. It need not exist. Default <c>Caption</c>.</summary>
    public string CaptionColumnName { get; set => field = OptionGuard.Named(value); } = "Caption";

    /// <summary>Name of the added column with the video's embedding. Default <c>VideoEmbedding</c>.</summary>
    public string VideoEmbeddingColumnName { get; set => field = OptionGuard.Named(value); } = "VideoEmbedding";

    /// <summary>Name of the added column with the caption's embedding. Default <c>TextEmbedding</c>.</summary>
    public string TextEmbeddingColumnName { get; set => field = OptionGuard.Named(value); } = "TextEmbedding";

    /// <summary>Name of the added column with the similarity of both. Default <c>Similarity</c>.</summary>
    public string SimilarityColumnName { get; set => field = OptionGuard.Named(value); } = "Similarity";

    /// <summary>Name of the added column with the matching head's raw score. Default <c>MatchScore</c>.</summary>
    public string MatchScoreColumnName { get; set => field = OptionGuard.Named(value); } = "MatchScore";

    /// <summary>Name of the added column with the matching head's probability. Default <c>MatchProbability</c>.</summary>
    public string MatchProbabilityColumnName { get; set => field = OptionGuard.Named(value); } = "MatchProbability";

    /// <summary>
    /// Name of the added column with a score for each caption of a row, 0 to 1: multiple choice by both heads, see <see cref="VideoTextTransformer.ScoreChoices"/>. It
    /// exists only where captions are vectors and the matching head is asked. Default <c>Score</c>, which <c>EvaluateMultipleChoice</c> reads; null for none.
    /// </summary>
    public string? ChoiceScoreColumnName { get; set => field = OptionGuard.NullOrNamed(value); } = "Score";

    /// <summary>Whether the matching head is asked, the slower and better half of the model. Default true.</summary>
    public bool Matching { get; set; } = true;

    /// <summary>Videos per model call, 1 to 4096. Default 8.</summary>
    public int BatchSize { get; set => field = OptionGuard.InRange(value, 1, 4096); } = 8;

    /// <summary>Arithmetic of the model. Default <see cref="ComputePrecision.Float32"/>.</summary>
    public ComputePrecision Precision { get; set => field = OptionGuard.Defined(value); } = ComputePrecision.Float32;

    /// <summary>How videos are read, and what becomes of those that cannot be.</summary>
    public VideoReadingOptions Reading { get; set => field = value ?? throw new ArgumentNullException(nameof(Reading)); } = new();

    /// <summary>Number of the GPU, 0 to 255. Default null: what the <see cref="MLContext"/> says; the CPU if that is null too.</summary>
    public int? GpuDeviceId { get; set => field = OptionGuard.InRange(value, 0, 255); }

    /// <summary>Whether to use the CPU when the GPU is absent, instead of throwing. Default null: what the <see cref="MLContext"/> says.</summary>
    public bool? FallbackToCpu { get; set; }

    /// <summary>The options of a recipe: its model, frames and length of texts.</summary>
    /// <param name="recipe">Name of the recipe, see <see cref="VideoTextRecipes"/>.</param>
    /// <param name="checkpointPath">The weights.</param>
    /// <param name="vocabularyPath">The word pieces.</param>
    /// <exception cref="ArgumentException">There is no such recipe.</exception>
    public static VideoTextScoringOptions FromRecipe(string recipe, string checkpointPath, string vocabularyPath)
    {
        var found = VideoTextRecipes.Get(recipe);
        return new VideoTextScoringOptions
        {
            Model = VideoTextPresets.Get(found.Model),
            CheckpointPath = checkpointPath,
            VocabularyPath = vocabularyPath,
            Frames = found.Frames,
            TextLength = found.TextLength,
            LongestVideo = found.LongestVideo,
        };
    }

    internal VideoTextScoringOptions Clone()
    {
        var copy = (VideoTextScoringOptions)MemberwiseClone();
        copy.Reading = Reading.Clone();
        return copy;
    }
}
