using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>
/// How much each of the four losses of video-text training counts, from 0 to 1,000 (spec <c>umt-multi</c>, section 3). A loss with weight 0 is not
/// computed at all.
/// </summary>
public sealed class VideoTextLossWeights
{
    private const double Most = 1000;
    private double _alignment = 1, _contrastive = 1, _matching = 1, _maskedLanguage = 1;

    /// <summary>UTA: the vision tower gives an image teacher's features at the visible tokens. Needs a teacher; without this loss nothing is masked. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1,000.</exception>
    public double Alignment
    {
        get => _alignment;
        set => _alignment = OptionGuard.InRange(value, 0, Most);
    }

    /// <summary>VTC: a video is most like its own text among the batch's, and the other way round. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1,000.</exception>
    public double Contrastive
    {
        get => _contrastive;
        set => _contrastive = OptionGuard.InRange(value, 0, Most);
    }

    /// <summary>VTM: a head says whether text and video belong together, asked with hard wrong pairs. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1,000.</exception>
    public double Matching
    {
        get => _matching;
        set => _matching = OptionGuard.InRange(value, 0, Most);
    }

    /// <summary>MLM: hidden words are guessed from the rest of the text and the video. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1,000.</exception>
    public double MaskedLanguage
    {
        get => _maskedLanguage;
        set => _maskedLanguage = OptionGuard.InRange(value, 0, Most);
    }

    /// <summary>All four with weight 1: the published pretraining.</summary>
    public static VideoTextLossWeights Pretraining => new();

    /// <summary>Contrastive and matching alone: the published finetuning for retrieval.</summary>
    public static VideoTextLossWeights Finetuning => new() { Alignment = 0, MaskedLanguage = 0 };
}
