using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>Options of <see cref="ZeroShotClassificationEstimator"/>.</summary>
public sealed class ZeroShotOptions
{
    /// <summary>
    /// Names of the classes, the words that describe them. Default null: those of the label column's key, in its order, which is what
    /// <c>MulticlassClassification.Evaluate</c> compares.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; set; }

    /// <summary>Name of the label column that class names are taken from. Default <c>Label</c>.</summary>
    public string LabelColumnName { get; set => field = OptionGuard.Named(value); } = "Label";

    /// <summary>
    /// Sentences with <c>{0}</c> where a class name goes. With several, a class is the mean of what the text tower makes of them. Default <c>{0}</c> alone.
    /// </summary>
    /// <exception cref="ArgumentException">There is none, or one has no <c>{0}</c>.</exception>
    public IReadOnlyList<string> Templates
    {
        get;
        set => field = value is { Count: > 0 } && value.All(template => template is not null && template.Contains("{0}", StringComparison.Ordinal))
            ? [.. value]
            : throw new ArgumentException($"{nameof(ZeroShotOptions)}.{nameof(Templates)} must hold at least one sentence, and each must have a {{0}} for the class name.", nameof(Templates));
    } = ["{0}"];

    /// <summary>Name of the added key column with the most probable class. Default <c>PredictedLabel</c>.</summary>
    public string PredictedLabelColumnName { get; set => field = OptionGuard.Named(value); } = "PredictedLabel";

    /// <summary>Name of the added column with the probabilities of the classes. Default <c>Score</c>.</summary>
    public string ScoreColumnName { get; set => field = OptionGuard.Named(value); } = "Score";

    internal ZeroShotOptions Clone() => (ZeroShotOptions)MemberwiseClone();
}
