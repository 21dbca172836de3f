namespace Microsoft.ML.Umt;

/// <summary>When a predicted answer counts as right.</summary>
public enum AnswerComparison
{
    /// <summary>Letter by letter equal to an annotator's answer: the rule of MSRVTT-QA, MSVD-QA and ActivityNet-QA.</summary>
    Exact,

    /// <summary>
    /// The soft rule of VQA v2: predictions are normalised (punctuation, number words, articles, contractions), and an answer is as right as the share of
    /// three other annotators that gave it, at most 1, averaged over all annotators.
    /// </summary>
    VqaV2,
}
