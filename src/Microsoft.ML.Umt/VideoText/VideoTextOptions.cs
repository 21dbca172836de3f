using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>
/// Options of <see cref="VideoTextTrainer"/>. The defaults are the authors' finetuning for searches; <see cref="FromRecipe"/> sets all of a recipe. The trainer
/// copies them when it is made.
/// </summary>
public sealed class VideoTextOptions : MultimodalTrainingOptions
{
    /// <summary>Name of the caption column: text, or a vector of texts where a video has several. Default <c>Caption</c>.</summary>
    public string CaptionColumnName { get; set => field = OptionGuard.Named(value); } = "Caption";

    /// <summary>What a row with several captions is. Default <see cref="CaptionUse.EachIsAPair"/>.</summary>
    public CaptionUse Captions { get; set => field = OptionGuard.Defined(value); } = CaptionUse.EachIsAPair;

    /// <summary>When two pairs show the same thing. Default <see cref="PairIdentity.Video"/>.</summary>
    public PairIdentity SameWhen { get; set => field = OptionGuard.Defined(value); } = PairIdentity.Video;

    /// <summary>Tokens that captions are cut or padded to, 2 to 512; at most what the text tower takes. Default 32.</summary>
    public int TextLength { get; set => field = OptionGuard.InRange(value, 2, 512); } = 32;

    /// <summary>Only this much of each video, from its beginning, is looked at; more than zero. Default null: all of it. DiDeMo's results are for 30 seconds.</summary>
    public TimeSpan? LongestVideo
    {
        get;
        set => field = value is null || value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LongestVideo), value, $"{nameof(VideoTextOptions)}.{nameof(LongestVideo)} must be null or more than zero.");
    }

    /// <summary>Weights of the four losses; one with weight 0 costs nothing. Default <see cref="VideoTextLossWeights.Finetuning"/>: contrastive and matching.</summary>
    public VideoTextLossWeights LossWeights { get; set => field = value ?? throw new ArgumentNullException(nameof(LossWeights)); } = VideoTextLossWeights.Finetuning;

    /// <summary>The image model to align with; required when <see cref="VideoTextLossWeights.Alignment"/> is above 0. Default null.</summary>
    public ImageTeacherSource? Teacher { get; set; }

    /// <summary>Layers of the vision tower and of the teacher that are aligned, from the last one down, 1 to 64. Default null: 6, or as many as the shallower has.</summary>
    public int? AlignedLayers { get; set => field = OptionGuard.InRange(value, 1, 64); }

    /// <summary>How features are compared with the teacher's. Default <see cref="AlignmentLossKind.L2"/>.</summary>
    public AlignmentLossKind AlignmentLoss { get; set => field = OptionGuard.Defined(value); } = AlignmentLossKind.L2;

    /// <summary>How both sides are scaled before. Default <see cref="FeatureNorm.L2"/>, which the loss of the same name needs.</summary>
    public FeatureNorm FeatureNorm { get; set => field = OptionGuard.Defined(value); } = FeatureNorm.L2;

    /// <summary>Which tokens of a video are hidden; only with a teacher is anything. Default <see cref="TokenMaskKind.Attention"/>.</summary>
    public TokenMaskKind VideoMask { get; set => field = OptionGuard.Defined(value); } = TokenMaskKind.Attention;

    /// <summary>Share of a video's tokens that are hidden, 0.01 to 0.99. Default 0.8.</summary>
    public double VideoMaskRatio { get; set => field = OptionGuard.InRange(value, 0.01, 0.99); } = 0.8;

    /// <summary>Which tokens of a picture are hidden; only with a teacher is anything. Default <see cref="TokenMaskKind.Attention"/>.</summary>
    public TokenMaskKind ImageMask { get; set => field = OptionGuard.Defined(value); } = TokenMaskKind.Attention;

    /// <summary>Share of a picture's tokens that are hidden, 0.01 to 0.99. Default 0.5.</summary>
    public double ImageMaskRatio { get; set => field = OptionGuard.InRange(value, 0.01, 0.99); } = 0.5;

    /// <summary>Whether wrong pairs for the matching head are drawn by how alike they look; otherwise by chance. Default true.</summary>
    public bool HardNegatives { get; set; } = true;

    /// <summary>Chance of a word to be hidden for the masked-language loss, 0.01 to 1. Default 0.5, the authors' value.</summary>
    public double MaskedWordRatio { get; set => field = OptionGuard.InRange(value, 0.01, 1); } = 0.5;

    /// <summary>First value of the learned temperature that similarities are divided by, 0.001 to 0.5; a checkpoint's own comes before it. Default 0.07.</summary>
    public double Temperature { get; set => field = OptionGuard.InRange(value, 0.001, 0.5); } = 0.07;

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

    /// <summary>The options of a recipe; batch size and accumulation give its number of pairs a step on one machine.</summary>
    /// <param name="recipe">Name of the recipe, see <see cref="VideoTextRecipes"/>.</param>
    /// <exception cref="ArgumentException">There is no such recipe, or it is one that trains nothing.</exception>
    public static VideoTextOptions FromRecipe(string recipe) => VideoTextRecipes.Get(recipe).ToOptions();

    internal VideoTextOptions Clone()
    {
        var copy = CopyAs<VideoTextOptions>();
        copy.LossWeights = new VideoTextLossWeights
        {
            Alignment = LossWeights.Alignment,
            Contrastive = LossWeights.Contrastive,
            Matching = LossWeights.Matching,
            MaskedLanguage = LossWeights.MaskedLanguage,
        };
        return copy;
    }
}
